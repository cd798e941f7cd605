import type { Measured, Source, SourceBatch, SourceContext, Value } from '../../runtime/api.ts';
import { Batch, EMPTY_RECORD, LONGEST_TIMER_MS } from '../../runtime/api.ts';
import { integer } from '../../runtime/value/kind.ts';
import type { Clock } from '../clock.ts';
import { pause, systemClock } from '../clock.ts';

const ORIGIN = { uri: 'metrics:' };

/** Tells the counts of what is measured, of each whenever its interval has passed, and of all at the end. */
export function createMetricsSource(context: SourceContext, clock: Clock = systemClock): Source {
  const { measured, name } = context;

  return {
    isObserver: true,
    async *read(stop): AsyncIterable<SourceBatch> {
      if (measured.length === 0) {
        context.logger.warn(
          `${name}: nothing is measured, because nothing in the flow has a \`metrics_interval_s\``,
        );
      }
      const beginning = clock.nowMs();
      const dueMs = measured.map(({ intervalMs }) => beginning + intervalMs);
      while (!stop.aborted) {
        const now = clock.nowMs();
        const due = measured.filter((_, index) => dueMs[index]! <= now);
        if (due.length === 0) {
          await pause(clock, Math.min(LONGEST_TIMER_MS, Math.min(...dueMs) - now), stop);
          continue;
        }
        measured.forEach(({ intervalMs }, index) => {
          // Reports that were missed are left out: the next one has all that they would have said.
          const late = now - dueMs[index]!;
          if (late >= 0) dueMs[index]! += intervalMs * (Math.floor(late / intervalMs) + 1);
        });
        yield { out: report(due, context.now()), err: null, position: null };
      }
      if (measured.length > 0) yield { out: report(measured, context.now()), err: null, position: null };
    },
    close: async () => undefined,
  };
}

function report(measured: readonly Measured[], nowNs: bigint): Batch {
  const batch = new Batch(ORIGIN, nowNs);
  for (const { measurement, ports } of measured) {
    for (const port of ports) {
      const event: Value = new Map<string, Value>([
        ['measurement', measurement],
        ['tags', new Map<string, Value>(port.tags)],
        ['fields', new Map([['count', port.count()]])],
        ['timestamp', integer(nowNs)],
      ]);
      batch.push(event, EMPTY_RECORD, -1);
    }
  }
  return batch;
}
