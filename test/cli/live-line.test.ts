import { expect, test } from 'vitest';
import { liveLine, totalsOf } from '../../src/cli/live-line.ts';
import { summary, summaryFields } from '../../src/cli/summary.ts';
import { createCounters } from '../../src/runtime/engine/counters.ts';
import type { FlowStatus } from '../../src/runtime/engine/status.ts';

function status(waiting: string | null): FlowStatus {
  return {
    flow: 'demo',
    state: 'running',
    unhandledErrors: 1,
    checkpoints: null,
    connectors: [
      {
        name: 'lines',
        type: 'file',
        role: 'source',
        waiting: null,
        counters: { ...createCounters(), eventsIn: 2_000, bytesIn: 4_000_000, errors: 1 },
      },
      {
        name: 'bucket',
        type: 's3',
        role: 'sink',
        waiting,
        counters: { ...createCounters(), eventsOut: 1_500, bytesOut: 3_000_000, objects: 1, parts: 12 },
      },
    ],
  };
}

const NOTHING = totalsOf([]);

test('shows what moves since the last line, and what is waited for', () => {
  const now = totalsOf([status('part 3 of `k`: 503 SlowDown')]);
  expect(liveLine(now, NOTHING, 0.5, 200)).toBe(
    'in 2,000 events, 4,000/s, 8.00 MB/s · out 1,500 events, 6.00 MB/s · 1 object, 12 parts · 1 error · waiting: bucket: part 3 of `k`: 503 SlowDown',
  );
});

test('never wraps', () => {
  const line = liveLine(totalsOf([status(null)]), NOTHING, 1, 40);
  expect(line).toHaveLength(39);
  expect(line.endsWith('…')).toBe(true);
});

test('the summary has a line for each connector', () => {
  expect(summary(status(null), 'done', 420)).toBe(
    [
      'demo: done in 0.42 s, 1 error event that nothing took',
      '  lines   2,000 events in, 4.00 MB, 1 error',
      '  bucket  1,500 events out, 3.00 MB, 1 object, 12 parts',
    ].join('\n'),
  );
});

test('the summary for machines says what checkpoints cost', () => {
  const made = { made: 3, lastDurationMs: 12.345, lastCaptureMs: 0.44, longestCaptureMs: 1.26 };
  expect(summaryFields({ ...status(null), checkpoints: made }, 'done', 420)['checkpoints']).toEqual({
    made: 3,
    lastDurationMs: 12.3,
    lastCaptureMs: 0.4,
    longestCaptureMs: 1.3,
  });
  expect(summaryFields(status(null), 'done', 420)['checkpoints']).toBeNull();
});
