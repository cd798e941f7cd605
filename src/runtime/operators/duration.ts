import { z } from 'zod';
import { parseDuration } from '../api.ts';

/** A span of time: a string such as `"5s"`, or, as in Tremor, an integer of nanoseconds. Parses to nanoseconds. */
export const nanoseconds = z.union([z.string(), z.number()]).transform((given, context): bigint => {
  const ns = typeof given === 'string' ? inNanoseconds(given) : given;
  if (ns !== undefined && ns > 0 && Number.isSafeInteger(ns)) return BigInt(ns);
  context.addIssue({
    code: 'custom',
    message: 'expected a duration such as "100ms", "5s" or "1h30m", or an integer of nanoseconds',
  });
  return z.NEVER;
});

function inNanoseconds(text: string): number | undefined {
  const ms = parseDuration(text);
  return ms === undefined ? undefined : Math.round(ms * 1e6);
}
