import { isoWeekOf, ordinalOf, weekdayOf } from './civil.ts';
import type { Moment } from './moment.ts';
import { weekOf } from './parsed-time.ts';
import type { ParsedTime } from './parsed-time.ts';

/** The fields of a parsed time that are plain numbers. */
export type NumberField = Exclude<keyof ParsedTime, 'timestamp' | 'isAfternoon' | 'weekday'>;

/** A letter of a format that stands for a number. */
export interface NumberSpec {
  /** So many digits are read at most, and written at least. */
  readonly width: number;
  /** What fills up the width. */
  readonly pad: '0' | ' ';
  readonly get: (moment: Moment) => number;
  readonly field: NumberField;
  /** Years may have a sign, and then any number of digits. */
  readonly isSigned?: true;
}

const MODULUS = (value: number): number => ((value % 100) + 100) % 100;

export const NUMBER_SPECS: Readonly<Record<string, NumberSpec>> = {
  Y: { width: 4, pad: '0', get: ({ year }) => year, field: 'year', isSigned: true },
  C: { width: 2, pad: '0', get: ({ year }) => Math.floor(year / 100), field: 'century' },
  y: { width: 2, pad: '0', get: ({ year }) => MODULUS(year), field: 'yearOfCentury' },
  G: { width: 4, pad: '0', get: ({ days }) => isoWeekOf(days).year, field: 'isoYear', isSigned: true },
  g: { width: 2, pad: '0', get: ({ days }) => MODULUS(isoWeekOf(days).year), field: 'isoYearOfCentury' },
  V: { width: 2, pad: '0', get: ({ days }) => isoWeekOf(days).week, field: 'isoWeek' },
  U: { width: 2, pad: '0', get: ({ days }) => weekOf(days, 0), field: 'sundayWeek' },
  W: { width: 2, pad: '0', get: ({ days }) => weekOf(days, 1), field: 'mondayWeek' },
  m: { width: 2, pad: '0', get: ({ month }) => month, field: 'month' },
  d: { width: 2, pad: '0', get: ({ day }) => day, field: 'day' },
  e: { width: 2, pad: ' ', get: ({ day }) => day, field: 'day' },
  j: { width: 3, pad: '0', get: (moment) => ordinalOf(moment), field: 'ordinal' },
  H: { width: 2, pad: '0', get: ({ hour }) => hour, field: 'hour' },
  k: { width: 2, pad: ' ', get: ({ hour }) => hour, field: 'hour' },
  I: { width: 2, pad: '0', get: ({ hour }) => ((hour + 11) % 12) + 1, field: 'hour12' },
  l: { width: 2, pad: ' ', get: ({ hour }) => ((hour + 11) % 12) + 1, field: 'hour12' },
  M: { width: 2, pad: '0', get: ({ minute }) => minute, field: 'minute' },
  S: { width: 2, pad: '0', get: ({ second }) => second, field: 'second' },
  f: { width: 9, pad: '0', get: ({ nanos }) => nanos, field: 'nanos' },
};

/** Numbers of the day in the week: `%w` from Sunday, 0; `%u` from Monday, 1, to Sunday, 7. */
export function weekdayNumber(letter: 'w' | 'u', { days }: Moment): number {
  const weekday = weekdayOf(days);
  return letter === 'u' && weekday === 0 ? 7 : weekday;
}

/** What stands for several others. */
export const COMPOSITES: Readonly<Record<string, string>> = {
  D: '%m/%d/%y',
  x: '%m/%d/%y',
  F: '%Y-%m-%d',
  v: '%e-%b-%Y',
  R: '%H:%M',
  T: '%H:%M:%S',
  X: '%H:%M:%S',
  r: '%I:%M:%S %p',
  c: '%a %b %e %H:%M:%S %Y',
  '+': '%Y-%m-%dT%H:%M:%S%.f%:z',
};
