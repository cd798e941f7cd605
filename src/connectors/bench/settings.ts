import { z } from 'zod';
import { MS_PER_NS, parseDuration } from '../parse-duration.ts';

/** From one event to the next, milliseconds; may be less than one, because what is due then comes together. */
const pace = z.union([z.string(), z.number()]).transform((given, context): number => {
  const ms = typeof given === 'number' ? given * MS_PER_NS : parseDuration(given);
  if (ms !== undefined && ms > 0 && Number.isFinite(ms)) return ms;
  const message = 'expected a duration such as "10ms" or "50us", or an integer of nanoseconds';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** They say how the file is read, and mean nothing without one. */
const READING = ['iters', 'interval', 'chunk_size', 'base64', 'stop_after_events'] as const;

/** The settings of `bench`. */
export const benchSettings = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .optional()
      .describe(
        'the file whose lines are the events, relative to the folder of the `.flow` file; gzip is recognised. It is held in memory.',
      ),
    iters: z
      .int()
      .min(0)
      .optional()
      .describe('how often the file is read from its beginning to its end; 0, the default, for ever'),
    interval: pace
      .optional()
      .describe(
        'from one event to the next: `"1ms"`, `"50us"`, or an integer of nanoseconds. Default: as fast as may be.',
      ),
    chunk_size: z.int().min(1).optional().describe('events are pieces of so many bytes instead of lines'),
    base64: z.boolean().optional().describe('each line is base64 for the bytes of an event'),
    stop_after_events: z
      .int()
      .min(1)
      .optional()
      .describe('so many events are read, then the input has ended'),
    stop_after_secs: z
      .number()
      .min(0)
      .max(1_000_000)
      .default(0)
      .describe(
        'so long after the first event (and `warmup_secs`) the source ends, and the sink stops all flows; 0, the default: never',
      ),
    warmup_secs: z
      .number()
      .min(0)
      .max(1_000_000)
      .default(0)
      .describe('events of this time after the first one are not measured'),
    significant_figures: z.int().min(1).max(5).default(2).describe('how exact the latencies are'),
    structured: z
      .boolean()
      .default(false)
      .describe('the result as a line of JSON on standard output, instead of a table in the log'),
  })
  .superRefine((config, context) => {
    if (config.path !== undefined) {
      if (config.chunk_size === undefined || config.base64 !== true) return;
      const message =
        'pieces of a file that is base64 are no base64; leave out one of `chunk_size` and `base64`';
      context.addIssue({ code: 'custom', path: ['chunk_size'], message });
      return;
    }
    for (const name of READING) {
      if (config[name] === undefined) continue;
      const message = `\`${name}\` says how a file is read, and there is no \`path\``;
      context.addIssue({ code: 'custom', path: [name], message });
    }
  });

export type BenchSettings = z.output<typeof benchSettings>;
