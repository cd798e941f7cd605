/** Days since 1970-01-01 and dates of the Gregorian calendar, which is taken to have been there always. */
export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
const DAYS_IN_400_YEARS = 146_097;

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The day of the year, from 1. */
export function ordinalOf({ year, month, day }: CivilDate): number {
  return DAYS_BEFORE_MONTH[month - 1]! + (month > 2 && isLeapYear(year) ? 1 : 0) + day;
}

/** The days from 1970-01-01 to the first of January of a year. */
export function daysToYear(year: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  return before * 365 + leapDays - 719_162;
}

export function daysOf(date: CivilDate): number {
  return daysToYear(date.year) + ordinalOf(date) - 1;
}

export function civilOf(days: number): CivilDate {
  // Near enough that it is right or one too large.
  let year = 1970 + Math.floor((days * 400) / DAYS_IN_400_YEARS) + 1;
  while (daysToYear(year) > days) year--;
  let rest = days - daysToYear(year);
  let month = 1;
  while (rest >= daysInMonth(year, month)) rest -= daysInMonth(year, month++);
  return { year, month, day: rest + 1 };
}

/** 0 for a Sunday. */
export function weekdayOf(days: number): number {
  return (((days + 4) % 7) + 7) % 7;
}

/** The week of ISO 8601, and the year that it belongs to: that of its Thursday. */
export function isoWeekOf(days: number): { readonly year: number; readonly week: number } {
  const thursday = days - ((weekdayOf(days) + 6) % 7) + 3;
  const { year } = civilOf(thursday);
  return { year, week: Math.floor((thursday - daysToYear(year)) / 7) + 1 };
}

/** The Monday with which the first week of ISO 8601 begins. */
export function daysToIsoYear(year: number): number {
  const fourth = daysToYear(year) + 3;
  return fourth - ((weekdayOf(fourth) + 6) % 7);
}
