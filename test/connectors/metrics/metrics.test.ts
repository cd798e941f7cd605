import { expect, test } from 'vitest';
import type { Measured, SourceBatch } from '../../../src/runtime/api.ts';
import { createMetricsSource } from '../../../src/connectors/metrics/source.ts';
import { jsonText } from '../../../src/runtime/value/json.ts';
import { valuesOf } from '../../kit/connector-conformance.ts';
import { loggerOf } from '../../kit/flow.ts';
import { sourceContext } from '../../kit/source-context.ts';
import { manualClock, startReading } from '../manual-clock.ts';

/** Something that is measured: `count` counts how often it has been asked. */
function counting(name: string, intervalMs: number): Measured {
  let asked = 0;
  const tags = [['connector', name] as const, ['port', 'out'] as const];
  return { measurement: 'connector_events', intervalMs, ports: [{ tags, count: () => ++asked }] };
}

function open(measured: readonly Measured[], log: string[] = []) {
  const clock = manualClock();
  const context = sourceContext({ now: clock.nowNs, measured, logger: loggerOf(log) });
  return { clock, source: createMetricsSource(context, clock) };
}

/** Such as `a1`. */
const told = (batches: readonly SourceBatch[]): string[] =>
  valuesOf(batches).map((value) => {
    const [, name] = /"connector":"(\w+)"/.exec(jsonText(value))!;
    const [, count] = /"count":(\d+)/.exec(jsonText(value))!;
    return `${name}${count}`;
  });

test('after an interval it tells the count of every port', async () => {
  const { clock, source } = open([counting('a', 1_000)]);
  const reading = await startReading(source);
  await clock.advance(990);
  expect(reading.batches).toEqual([]);
  await clock.advance(10);
  expect(valuesOf(reading.batches).map(jsonText)).toEqual([
    '{"measurement":"connector_events","tags":{"connector":"a","port":"out"},"fields":{"count":1},"timestamp":1795262401000000000}',
  ]);
  await reading.stop();
});

test('each has its own interval', async () => {
  const { clock, source } = open([counting('a', 200), counting('b', 300)]);
  const reading = await startReading(source);
  await clock.advance(600);
  expect(told(reading.batches)).toEqual(['a1', 'b1', 'a2', 'a3', 'b2']);
  await reading.stop();
});

test('what was due while the flow held back is left out, and the beat stays', async () => {
  const { clock, source } = open([counting('a', 100)]);
  const reading = await startReading(source);
  await clock.advance(100);
  reading.hold();
  await clock.advance(450);
  await reading.release();
  expect(told(reading.batches)).toEqual(['a1', 'a2', 'a3']);
  await clock.advance(50);
  expect(told(reading.batches)).toEqual(['a1', 'a2', 'a3', 'a4']);
  await reading.stop();
});

test('at the end it tells the last counts of everything', async () => {
  const { source } = open([counting('a', 1_000), counting('b', 2_000)]);
  const reading = await startReading(source);
  await reading.stop();
  expect(told(reading.batches)).toEqual(['a1', 'b1']);
  expect(reading.hasEnded).toBe(true);
});

test('where nothing is measured it says so, and waits', async () => {
  const log: string[] = [];
  const { clock, source } = open([], log);
  const reading = await startReading(source);
  await clock.advance(10_000);
  expect(log).toEqual([
    'warn: source: nothing is measured, because nothing in the flow has a `metrics_interval_s`',
  ]);
  expect(reading.hasEnded).toBe(false);
  await reading.stop();
  expect(reading.batches).toEqual([]);
  await source.close();
});
