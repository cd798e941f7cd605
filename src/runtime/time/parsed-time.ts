import { INTEGER_MAX, INTEGER_MIN } from '../value/kind.ts';
import {
  civilOf,
  daysInMonth,
  daysOf,
  daysToIsoYear,
  daysToYear,
  isLeapYear,
  isoWeekOf,
  ordinalOf,
  weekdayOf,
} from './civil.ts';
import { nanosOf } from './moment.ts';

/** What a text has said about a time. */
export interface ParsedTime {
  /** Seconds since 1970. */
  timestamp?: bigint;
  year?: number;
  century?: number;
  yearOfCentury?: number;
  isoYear?: number;
  isoYearOfCentury?: number;
  isoWeek?: number;
  /** Of weeks that begin with a Sunday, with a Monday. */
  sundayWeek?: number;
  mondayWeek?: number;
  month?: number;
  day?: number;
  ordinal?: number;
  /** 0 for a Sunday. */
  weekday?: number;
  hour?: number;
  hour12?: number;
  isAfternoon?: boolean;
  minute?: number;
  second?: number;
  nanos?: number;
  /** Seconds east of Greenwich. */
  offset?: number;
}

/** The nanoseconds since 1970 that all of it makes; undefined when something is missing, or does not fit together. */
export function resolveTime(parsed: ParsedTime, needsOffset: boolean): bigint | undefined {
  if (parsed.timestamp !== undefined) {
    return inRange(parsed.timestamp * 1_000_000_000n + BigInt(parsed.nanos ?? 0));
  }
  const days = resolveDate(parsed);
  const seconds = resolveClock(parsed);
  if (days === undefined || seconds === undefined) return undefined;
  if (needsOffset && parsed.offset === undefined) return undefined;
  return inRange(nanosOf(days * 86_400 + seconds - (parsed.offset ?? 0), parsed.nanos ?? 0));
}

function inRange(ns: bigint): bigint | undefined {
  return ns >= INTEGER_MIN && ns <= INTEGER_MAX ? ns : undefined;
}

/** Hours and minutes are needed. Second 60 is the first of the next minute. */
function resolveClock({ hour, hour12, isAfternoon, minute, second = 0 }: ParsedTime): number | undefined {
  const fromTwelve =
    hour12 === undefined || isAfternoon === undefined ? undefined : (hour12 % 12) + (isAfternoon ? 12 : 0);
  const hours = hour ?? fromTwelve;
  if (hours === undefined || minute === undefined) return undefined;
  if (fromTwelve !== undefined && fromTwelve !== hours) return undefined;
  const isValid = hours < 24 && (hour12 ?? 1) >= 1 && (hour12 ?? 1) <= 12 && minute < 60 && second <= 60;
  return isValid ? hours * 3600 + minute * 60 + second : undefined;
}

function resolveDate(parsed: ParsedTime): number | undefined {
  const year = yearOf(parsed.year, parsed.century, parsed.yearOfCentury);
  const isoYear = yearOf(parsed.isoYear, undefined, parsed.isoYearOfCentury);
  const days = dayInYear(parsed, year) ?? dayInIsoYear(parsed, isoYear);
  return days !== undefined && agrees(parsed, days, year, isoYear) ? days : undefined;
}

/** Two digits alone mean 1970 to 2069. */
function yearOf(year?: number, century?: number, ofCentury?: number): number | undefined {
  if (year !== undefined || ofCentury === undefined) return year;
  if (century !== undefined) return century * 100 + ofCentury;
  return ofCentury + (ofCentury < 70 ? 2000 : 1900);
}

function dayInYear(parsed: ParsedTime, year: number | undefined): number | undefined {
  const { month, day, ordinal, weekday, sundayWeek, mondayWeek } = parsed;
  if (year === undefined) return undefined;
  if (month !== undefined && day !== undefined) {
    const isValid = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
    return isValid ? daysOf({ year, month, day }) : undefined;
  }
  if (ordinal !== undefined) {
    const isValid = ordinal >= 1 && ordinal <= (isLeapYear(year) ? 366 : 365);
    return isValid ? daysToYear(year) + ordinal - 1 : undefined;
  }
  if (weekday === undefined) return undefined;
  if (sundayWeek !== undefined) return dayInWeek(year, sundayWeek, weekday, 0);
  return mondayWeek === undefined ? undefined : dayInWeek(year, mondayWeek, weekday, 1);
}

/** Week 1 begins with the first Sunday (`first` 0) or Monday (1) of the year, week 0 is what lies before. */
function dayInWeek(year: number, week: number, weekday: number, first: 0 | 1): number | undefined {
  const start = daysToYear(year);
  const firstDay = start + ((7 + first - weekdayOf(start)) % 7);
  const days = firstDay + (week - 1) * 7 + ((weekday - first + 7) % 7);
  return civilOf(days).year === year ? days : undefined;
}

function dayInIsoYear({ isoWeek, weekday }: ParsedTime, year: number | undefined): number | undefined {
  if (year === undefined || isoWeek === undefined || weekday === undefined) return undefined;
  const days = daysToIsoYear(year) + (isoWeek - 1) * 7 + ((weekday + 6) % 7);
  const found = isoWeekOf(days);
  return found.year === year && found.week === isoWeek ? days : undefined;
}

/** Is everything else that was said true of this day, too? */
function agrees(parsed: ParsedTime, days: number, year?: number, isoYear?: number): boolean {
  const date = civilOf(days);
  const iso = isoWeekOf(days);
  const facts: readonly (readonly [said: number | undefined, fact: number])[] = [
    [year, date.year],
    [parsed.century, Math.floor(date.year / 100)],
    [parsed.yearOfCentury, ((date.year % 100) + 100) % 100],
    [parsed.month, date.month],
    [parsed.day, date.day],
    [parsed.ordinal, ordinalOf(date)],
    [parsed.weekday, weekdayOf(days)],
    [isoYear, iso.year],
    [parsed.isoWeek, iso.week],
    [parsed.sundayWeek, weekOf(days, 0)],
    [parsed.mondayWeek, weekOf(days, 1)],
  ];
  return facts.every(([said, fact]) => said === undefined || said === fact);
}

/** The number of the week in the year, of weeks that begin with a Sunday (0) or a Monday (1). */
export function weekOf(days: number, first: 0 | 1): number {
  const ordinal = ordinalOf(civilOf(days)) - 1;
  return Math.floor((ordinal + 7 - ((weekdayOf(days) - first + 7) % 7)) / 7);
}
