import type { CheckpointStatus } from '../runtime/checkpoint/checkpoints.ts';
import type { ConnectorStatus, FlowStatus } from '../runtime/engine/status.ts';
import { formatBytes, formatDuration, plural } from './units.ts';

/** How a flow ended, in words for the first line of its summary. */
export type Ending = 'done' | 'stopped' | 'failed';

/**
 * What a flow did, for people: a line for the flow and one for each connector.
 *
 *     s3demo: done in 0.42 s
 *       files3  3 events in, 215 B
 *       s3conn  3 events out, 118 B, 3 objects
 */
export function summary(flow: FlowStatus, ending: Ending, elapsedMs: number): string {
  const width = Math.max(0, ...flow.connectors.map(({ name }) => name.length));
  const lines = flow.connectors.map(
    (connector) => `  ${connector.name.padEnd(width)}  ${whatMoved(connector)}`,
  );
  const words = { done: 'done in', stopped: 'stopped after', failed: 'failed after' }[ending];
  const head = [`${flow.flow}: ${words} ${formatDuration(elapsedMs)}`];
  if (flow.unhandledErrors > 0) head.push(`${plural(flow.unhandledErrors, 'error event')} that nothing took`);
  return [head.join(', '), ...lines].join('\n');
}

/** The same for machines. */
export function summaryFields(flow: FlowStatus, ending: Ending, elapsedMs: number): Record<string, unknown> {
  return {
    flow: flow.flow,
    ending,
    elapsedMs: Math.round(elapsedMs),
    unhandledErrors: flow.unhandledErrors,
    checkpoints: flow.checkpoints === null ? null : rounded(flow.checkpoints),
    connectors: flow.connectors.map(({ name, type, counters }) => ({ name, type, ...counters })),
  };
}

/** Times to a tenth of a millisecond. */
function rounded({ made, ...times }: CheckpointStatus): CheckpointStatus {
  const tenths = (ms: number): number => Math.round(ms * 10) / 10;
  return {
    made,
    lastDurationMs: tenths(times.lastDurationMs),
    lastCaptureMs: tenths(times.lastCaptureMs),
    longestCaptureMs: tenths(times.longestCaptureMs),
  };
}

function whatMoved({ role, counters }: ConnectorStatus): string {
  const pieces: string[] = [];
  if (role !== 'sink') pieces.push(`${plural(counters.eventsIn, 'event')} in`, formatBytes(counters.bytesIn));
  if (role !== 'source')
    pieces.push(`${plural(counters.eventsOut, 'event')} out`, formatBytes(counters.bytesOut));
  if (counters.objects > 0) pieces.push(plural(counters.objects, 'object'));
  if (counters.parts > 0) pieces.push(plural(counters.parts, 'part'));
  if (counters.errors > 0) pieces.push(plural(counters.errors, 'error'));
  return pieces.join(', ');
}
