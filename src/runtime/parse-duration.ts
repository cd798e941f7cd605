export const MS_PER_NS = 1e-6;

/** Longer timers than this overflow in Node and would fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** In milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  ns: MS_PER_NS,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The milliseconds of `1h30m`; undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ns|us|ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h|d)/g)) {
    total += Number(count) * UNITS[unit!]!;
  }
  return total;
}
