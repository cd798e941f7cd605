import { findZone, momentOf, UTC, zoneNumbered } from '../time/index.ts';
import type { Moment, Zone } from '../time/index.ts';
import { asRecord, isInteger } from '../value/kind.ts';
import { describeValue } from '../value/text.ts';
import type { Value } from '../value/value.ts';
import { refuse } from '../value/value-error.ts';

/** The first parameter of most functions of `datetime`. */
export const datetimeParam = {
  name: 'datetime',
  kind: 'any',
  doc: 'nanoseconds since 1970, or a record of those (`timestamp`) and a time zone (`tz`)',
} as const;

/** What the clocks show at a time that was handed to a function. */
export function toMoment(name: string, value: Value): Moment {
  const { ns, zone } = toTime(name, value);
  return momentOf(ns, zone);
}

export function toTime(name: string, value: Value): { readonly ns: bigint; readonly zone: Zone } {
  if (isInteger(value)) return { ns: BigInt(value), zone: UTC };
  const record = asRecord(value);
  const timestamp = record?.get('timestamp');
  if (record === undefined || timestamp === undefined || !isInteger(timestamp)) {
    const wanted = 'an integer or a record with `timestamp` and `tz`';
    return refuse('argument-kind', `\`datetime::${name}\` takes ${wanted}, not ${describeValue(value)}`);
  }
  const tz = record.get('tz');
  return { ns: BigInt(timestamp), zone: tz === undefined ? UTC : toZone(name, tz) };
}

/** A zone by its name, its offset, or the number that Tremor has for it. */
export function toZone(name: string, tz: Value): Zone {
  if (typeof tz === 'string') return findZone(tz) ?? unknownZone(name, tz);
  if (isInteger(tz)) return zoneNumbered(Number(tz)) ?? unknownZone(name, tz);
  return refuse(
    'argument-kind',
    `\`datetime::${name}\` takes the name or the offset of a time zone, not ${describeValue(tz)}`,
  );
}

function unknownZone(name: string, tz: Value): never {
  const known = '`Europe/Berlin`, `UTC` and `+02:00` are ones';
  return refuse('function-failed', `\`datetime::${name}\`: ${describeValue(tz)} is no time zone (${known})`);
}
