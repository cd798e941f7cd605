import type { Source, SourceBatch, SourceContext, Value } from '../../runtime/api.ts';
import { Batch, EMPTY_RECORD } from '../../runtime/api.ts';
import type { Clock } from '../clock.ts';
import { pause, systemClock } from '../clock.ts';
import { integer } from '../../runtime/value/kind.ts';
import type { MetronomeSettings } from './index.ts';
import { asBeatPosition } from './position.ts';

const ORIGIN = { uri: 'metronome:' };

/** After a long wait for the flow, what was due meanwhile comes in batches of this. */
const MAX_BATCH = 256;

/** Gives an event whenever an interval has passed since the start. */
export function createMetronomeSource(
  config: MetronomeSettings,
  context: SourceContext,
  clock: Clock = systemClock,
): Source {
  const { interval, count = null } = config;
  const start = asBeatPosition(context.position);
  let id = start?.id ?? 0;
  // Fewer may be left than `count` says, or more, when somebody has changed it since.
  let left = start === null ? count : count === null ? null : (start.left ?? count);

  const takeDue = (due: number): Batch => {
    const ingestNs = context.now();
    const batch = new Batch(ORIGIN, ingestNs);
    for (; due > 0; due--) {
      const event: Value = new Map<string, Value>([
        ['connector', 'metronome'],
        ['ingest_ns', integer(ingestNs)],
        ['id', id],
      ]);
      batch.push(event, EMPTY_RECORD, -1);
      id++;
    }
    if (left !== null) left -= batch.length;
    return batch;
  };

  return {
    async *read(stop): AsyncIterable<SourceBatch> {
      const began = clock.nowMs();
      let given = 0;
      while (left !== 0) {
        if (stop.aborted) return;
        const now = clock.nowMs();
        const due = Math.min(Math.floor((now - began) / interval) - given, MAX_BATCH, left ?? MAX_BATCH);
        if (due <= 0) {
          await pause(clock, began + (given + 1) * interval - now, stop);
          continue;
        }
        given += due;
        const out = takeDue(due);
        yield { out, err: null, position: { id, left } };
      }
    },
    close: async () => undefined,
  };
}
