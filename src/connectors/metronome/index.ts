import { z } from 'zod';
import { defineConnector } from '../../runtime/api.ts';
import { durationSchema } from '../duration.ts';
import { describeBeatPosition } from './position.ts';

const settings = z.strictObject({
  interval: durationSchema.describe(
    'from one event to the next: `"1s"`, `"250ms"`, or an integer of nanoseconds. The first one comes after one interval.',
  ),
  count: z
    .int()
    .min(1)
    .optional()
    .describe('so many events in a run of the flow, then the input has ended; without it there is no end'),
});

export type MetronomeSettings = z.output<typeof settings>;

/** `metronome`: an event at every beat. */
export const metronomeConnector = defineConnector({
  type: 'metronome',
  doc: [
    'An event at regular intervals: `{"connector": "metronome", "ingest_ns": 1763712000000000000, "id": 0}`. `id` counts from 0.',
    '',
    'The beat does not drift: the n-th event is due n intervals after the start, however long the ones before it took. Events that',
    'are due while the flow holds the source back come right after that, so that none is missing.',
    '',
    'A flow that goes on from a checkpoint begins a new beat, and `id` goes on where it was; for the time in between there are',
    'no events. With `count`, a flow that has come to its end begins with 0 again.',
  ].join('\n'),
  example: `define flow beat
flow
    define connector every_second from metronome with
        config = { "interval": "1s", "count": 3 }
    end;
    define connector console from stdio with
        codec = "json",
        postprocessors = ["separate"]
    end;
    create connector every_second;
    create connector console;
    connect /connector/every_second to /connector/console;
end;
deploy flow beat;`,
  settings,
  codec: 'none',
  roles: () => ({ source: true, sink: false }),
  describePosition: describeBeatPosition,
  async createSource(config, context) {
    const { createMetronomeSource } = await import('./source.ts');
    return createMetronomeSource(config, context);
  },
});
