import { z } from 'zod';
import { LONGEST_TIMER_MS, MS_PER_NS, parseDuration } from './parse-duration.ts';

/**
 * A span of time: a string such as `"5s"`, `"1h30m"`, `"250ms"`, or, as in Tremor, an integer of nanoseconds. Parses
 * to milliseconds.
 */
export const durationSchema = spanOfTime(1);

/** The same for a wait that may be none: 0 is allowed. */
export const waitSchema = spanOfTime(0);

function spanOfTime(leastMs: number) {
  return z.union([z.string(), z.number()]).transform((given, context): number => {
    const ms = typeof given === 'number' ? given * MS_PER_NS : parseDuration(given);
    const problem = problemOf(ms, leastMs);
    if (problem === undefined) return Math.round(ms!);
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
}

function problemOf(ms: number | undefined, leastMs: number): string | undefined {
  if (ms === undefined || Number.isNaN(ms)) {
    return 'expected a duration such as "5s", "10m" or "1h30m", or an integer of nanoseconds';
  }
  if (ms < 0) return 'a duration is not negative';
  if (ms < leastMs) return 'a duration is at least a millisecond (an integer counts nanoseconds)';
  if (ms > LONGEST_TIMER_MS) return 'a duration is at most 24 days';
  return undefined;
}
