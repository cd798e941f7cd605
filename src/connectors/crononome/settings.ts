import { z } from 'zod';
import { fromJs } from '../../runtime/value/convert.ts';
import { parseSchedule, timezoneProblem } from './schedule.ts';

const expression = z.string().superRefine((given, context) => {
  // The time zone moves the times; it makes no expression right or wrong.
  const schedule = parseSchedule(given, 'UTC');
  if (typeof schedule === 'string') context.addIssue({ code: 'custom', message: schedule });
});

const timezone = z.string().superRefine((given, context) => {
  const problem = timezoneProblem(given);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

const entry = z.strictObject({
  name: z.string().min(1).describe('what the event calls it'),
  expr: expression.describe(
    'when: 5 fields (minute, hour, day of the month, month, day of the week), 6 with the seconds in front, 7 with the year ' +
      'at the end; or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`',
  ),
  payload: z
    .unknown()
    .transform((given) => (given === undefined ? undefined : fromJs(given)))
    .optional()
    .describe('any value, which the event carries'),
});

/** The settings of `crononome`. */
export const crononomeSettings = z.strictObject({
  entries: z.array(entry).min(1).describe('what is to happen when; each is `{"name", "expr", "payload"}`'),
  timezone: timezone
    .default('UTC')
    .describe('the time zone in which the expressions are meant, such as `"Europe/Berlin"`'),
  missed: z
    .enum(['last', 'all', 'none'])
    .default('last')
    .describe(
      'what to do about times that were noticed more than a minute late: an event for the latest one of each entry, for all of ' +
        'them, for none',
    ),
});

export type CrononomeSettings = z.output<typeof crononomeSettings>;
export type CronEntry = CrononomeSettings['entries'][number];
