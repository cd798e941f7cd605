import { parseFormat } from './format-items.ts';
import type { FormatItem } from './format-items.ts';
import { momentOf } from './moment.ts';
import { resolveTime } from './parsed-time.ts';
import { readTime } from './read-time.ts';
import { writeTime } from './write-time.ts';
import type { Zone } from './zone.ts';

/** How a time is written: a format of `strftime`, compiled. */
export interface TimeFormat {
  /** Does it have all that makes a time: a date, an hour and a minute, or the seconds since 1970? */
  readonly isComplete: boolean;
  /** `ns`: nanoseconds since 1970. */
  write(ns: bigint, zone: Zone): string;
  /** The nanoseconds since 1970 that a text means, in UTC when it has no offset; undefined when it is not of this form. */
  read(text: string): bigint | undefined;
}

/** Throws RuleError. */
export function compileTimeFormat(format: string): TimeFormat {
  const items = parseFormat(format);
  const needsOffset = items.some(({ kind }) => kind === 'offset' || kind === 'zone-name');
  return {
    isComplete: isComplete(items),
    write: (ns, zone) => writeTime(items, momentOf(ns, zone)),
    read: (text) => {
      const parsed = readTime(items, text);
      return parsed && resolveTime(parsed, needsOffset);
    },
  };
}

function isComplete(items: readonly FormatItem[]): boolean {
  const said = new Set<string>(items.map((item) => (item.kind === 'number' ? item.spec.field : item.kind)));
  const has = (...fields: readonly string[]): boolean => fields.some((field) => said.has(field));
  if (has('timestamp')) return true;
  const hasWeekday = has('weekday', 'weekday-number');
  const hasDay =
    (has('month') && has('day')) || has('ordinal') || (hasWeekday && has('sundayWeek', 'mondayWeek'));
  const hasDate =
    (has('year', 'yearOfCentury') && hasDay) ||
    (has('isoYear', 'isoYearOfCentury') && has('isoWeek') && hasWeekday);
  return hasDate && (has('hour') || (has('hour12') && has('half-day'))) && has('minute');
}
