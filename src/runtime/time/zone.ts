import { offsetText, parseOffset } from './offset.ts';
import { NUMBERED_ZONE_NAMES } from './zone-names.ts';

/** A time zone: what its clocks show, at any time. */
export interface Zone {
  /** Seconds east of Greenwich. */
  offsetAt(epochSeconds: number): number;
  /** `CEST`, `+02:00` …: what `%Z` writes. */
  abbreviationAt(epochSeconds: number): string;
}

export const UTC: Zone = { offsetAt: () => 0, abbreviationAt: () => 'UTC' };

function fixedZone(seconds: number): Zone {
  const text = offsetText(seconds, 'colon');
  return { offsetAt: () => seconds, abbreviationAt: () => text };
}

/** Whole transitions begin and end with these: no zone changes its clocks in between. */
const STEP_SECONDS = 900;
const MOST_KEPT = 4_096;

/** Where zones have a short name of their own, in the English of some country that uses it. */
const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-NZ', 'en-ZA', 'en-IN'] as const;

/** A zone of the IANA data base, as `Intl` knows it. */
class NamedZone implements Zone {
  readonly #name: string;
  readonly #clock: Intl.DateTimeFormat;
  /** By number of step. */
  readonly #offsets = new Map<number, number>();

  /** Throws RangeError for a name that is none. */
  constructor(name: string) {
    this.#name = name;
    this.#clock = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  offsetAt(epochSeconds: number): number {
    const step = Math.floor(epochSeconds / STEP_SECONDS);
    const known = this.#offsets.get(step);
    if (known !== undefined) return known;
    if (this.#offsets.size >= MOST_KEPT) this.#offsets.clear();
    const offset = this.#shownAt(epochSeconds) - epochSeconds;
    this.#offsets.set(step, offset);
    return offset;
  }

  abbreviationAt(epochSeconds: number): string {
    const date = new Date(epochSeconds * 1000);
    for (const locale of LOCALES) {
      const format = new Intl.DateTimeFormat(locale, { timeZone: this.#name, timeZoneName: 'short' });
      const text = format.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      if (/^[A-Z]{2,5}$/.test(text)) return text;
    }
    const offset = this.offsetAt(epochSeconds);
    return offsetText(offset, offset % 3600 === 0 ? 'hours' : 'plain');
  }

  /** What the clocks show, as if it was the time in Greenwich. */
  #shownAt(epochSeconds: number): number {
    const shown = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
    let isBeforeChrist = false;
    for (const { type, value } of this.#clock.formatToParts(epochSeconds * 1000)) {
      if (type in shown) shown[type as keyof typeof shown] = Number(value);
      if (type === 'era') isBeforeChrist = value.startsWith('B');
    }
    const year = isBeforeChrist ? 1 - shown.year : shown.year;
    const date = new Date(0);
    date.setUTCFullYear(year, shown.month - 1, shown.day);
    date.setUTCHours(shown.hour, shown.minute, shown.second);
    return date.getTime() / 1000;
  }
}

/** Zones by what they were asked for as; there are only so many names. */
const zones = new Map<string, Zone | undefined>([
  ['UTC', UTC],
  ['Z', UTC],
]);

/** By its name (`Europe/Berlin`) or its offset (`+02:00`). */
export function findZone(text: string): Zone | undefined {
  const known = zones.get(text);
  if (known !== undefined) return known;
  const made = makeZone(text);
  if (made !== undefined && zones.size < MOST_KEPT) zones.set(text, made);
  return made;
}

/** By the number that Tremor has for it. */
export function zoneNumbered(number: number): Zone | undefined {
  const name = NUMBERED_ZONE_NAMES[number];
  return name === undefined ? undefined : findZone(name);
}

function makeZone(text: string): Zone | undefined {
  const offset = parseOffset(text);
  if (offset !== undefined) return fixedZone(offset);
  if (!/^[A-Za-z]/.test(text)) return undefined;
  try {
    return new NamedZone(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
