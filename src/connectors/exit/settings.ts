import { z } from 'zod';
import { waitSchema } from '../duration.ts';

const delay = waitSchema;
const graceful = z.boolean();
const code = z.int().min(0).max(255);

/** The settings of `exit`. */
export const exitSettings = z.strictObject({
  delay: delay
    .default(0)
    .describe('from the event to the end: `"5s"`, or an integer of nanoseconds. Default: at once.'),
  graceful: graceful
    .default(true)
    .describe(
      'a clean stop? Otherwise everything is given up at once, and the next run goes on from the last checkpoint.',
    ),
  code: code.default(0).describe('the exit code of the command, when nothing fails on the way'),
});

/** The fields of an event that count instead of the settings. */
export const exitFields = z.object({
  delay: delay.optional(),
  graceful: graceful.optional(),
  code: code.optional(),
});

export type ExitSettings = z.output<typeof exitSettings>;
