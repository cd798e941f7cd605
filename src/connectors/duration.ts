import { z } from 'zod';

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Longer timers than this overflow in Node and would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * A span of time: a string such as `"5s"`, `"1h30m"`, `"250ms"`, or, as in Tremor, an integer of nanoseconds. Parses
 * to milliseconds.
 */
export const durationSchema = z.union([z.string(), z.number()]).transform((given, context): number => {
  const ms = typeof given === 'number' ? given * UNIT_MS['ns']! : parseDuration(given);
  const problem = problemOf(ms);
  if (problem === undefined) return Math.round(ms!);
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
});

function problemOf(ms: number | undefined): string | undefined {
  if (ms === undefined || Number.isNaN(ms)) {
    return 'expected a duration such as "5s", "10m" or "1h30m", or an integer of nanoseconds';
  }
  if (ms < 1) return 'a duration is at least a millisecond (an integer counts nanoseconds)';
  if (ms > LONGEST_MS) return 'a duration is at most 24 days';
  return undefined;
}

/** The milliseconds of `1h30m`; undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ns|us|ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h|d)/g)) {
    total += Number(count) * UNIT_MS[unit!]!;
  }
  return total;
}
