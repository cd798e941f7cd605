import { civilOf } from './civil.ts';
import type { Zone } from './zone.ts';

const NS_PER_SECOND = 1_000_000_000n;
const SECONDS_PER_DAY = 86_400;

/** A time, and what the clocks and calendars of a zone show at it. */
export interface Moment {
  readonly epochSeconds: number;
  /** 0 to 999,999,999. */
  readonly nanos: number;
  readonly zone: Zone;
  /** Seconds east of Greenwich. */
  readonly offset: number;
  /** Days since 1970-01-01, in the zone. */
  readonly days: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** `ns` are nanoseconds since 1970, in 64 bits. */
export function momentOf(ns: bigint, zone: Zone): Moment {
  const nanos = Number(((ns % NS_PER_SECOND) + NS_PER_SECOND) % NS_PER_SECOND);
  const epochSeconds = Number((ns - BigInt(nanos)) / NS_PER_SECOND);
  const offset = zone.offsetAt(epochSeconds);
  const local = epochSeconds + offset;
  const days = Math.floor(local / SECONDS_PER_DAY);
  const rest = local - days * SECONDS_PER_DAY;
  return {
    epochSeconds,
    nanos,
    zone,
    offset,
    days,
    ...civilOf(days),
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
  };
}

/** The nanoseconds since 1970 of a number of seconds and nanoseconds. */
export function nanosOf(epochSeconds: number, nanos: number): bigint {
  return BigInt(epochSeconds) * NS_PER_SECOND + BigInt(nanos);
}
