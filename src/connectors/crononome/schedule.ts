import { Cron } from 'croner';

/** When one entry is due. */
export interface Schedule {
  /** The first due time after this one, milliseconds since 1970; null when there is none. */
  after(ms: number): number | null;
  /** The last due time before this one; null when there is none. */
  before(ms: number): number | null;
}

const FIELDS = /^\s*(\S+\s+){4,6}\S+\s*$/;
const NICKNAME = /^\s*@(hourly|daily|midnight|weekly|monthly|yearly|annually)\s*$/i;

/** The schedule of a cron expression, or what is wrong with it. */
export function parseSchedule(expression: string, timezone: string): Schedule | string {
  if (!FIELDS.test(expression) && !NICKNAME.test(expression)) {
    return 'a cron expression has 5, 6 (seconds first) or 7 (year last) fields, such as "0 3 * * *"';
  }
  try {
    const cron = new Cron(expression, { timezone, paused: true });
    const after = (ms: number): number | null => cron.nextRun(new Date(ms))?.getTime() ?? null;
    if (after(0) === null) return 'this is never due';
    return { after, before: (ms) => cron.previousRuns(1, new Date(ms))[0]?.getTime() ?? null };
  } catch (error) {
    return `not a cron expression: ${inOurWords(error)}`;
  }
}

export function timezoneProblem(timezone: string): string | null {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return null;
  } catch {
    return 'no such time zone; they are named like "Europe/Berlin", "America/New_York" or "UTC"';
  }
}

function inOurWords(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).replace(/^Cron\w*: /, '');
  const [, field] = /^Invalid value for (\w+)/.exec(text) ?? [];
  if (field !== undefined) return RANGES[field] ?? text;
  const [, place, entry] = /^configuration entry (\w+) \((.*)\)/s.exec(text) ?? [];
  if (place !== undefined) return `\`${entry}\` is no field of one`;
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');
}

/** The value that croner names is not always the one that was written. */
const RANGES: Readonly<Record<string, string>> = {
  second: 'a second is 0 to 59',
  minute: 'a minute is 0 to 59',
  hour: 'an hour is 0 to 23',
  day: 'a day of the month is 1 to 31',
  month: 'a month is 1 to 12',
  dayOfWeek: 'a day of the week is 0 to 7, where 0 and 7 are Sunday',
  year: 'a year is 1 to 9999',
};
