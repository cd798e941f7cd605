/** `datetime::` – what the clocks and calendars show at a time. */
import { isoWeekOf, ordinalOf } from '../time/index.ts';
import type { Moment } from '../time/index.ts';
import { datetimeParam, toMoment } from './datetime-argument.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

/** 2026-11-21 08:30:15.123456789 UTC, a Saturday. */
const EXAMPLE = '1795249815123456789';

function definePart(
  name: string,
  doc: string,
  result: string,
  part: (moment: Moment) => number,
): FunctionDefinition {
  return defineFunction({
    module: 'datetime',
    name,
    params: [datetimeParam],
    returns: 'integer',
    doc,
    examples: [
      { call: `datetime::${name}(${EXAMPLE})`, result },
      { call: `datetime::${name}("now")`, error: 'takes an integer or a record with `timestamp` and `tz`' },
    ],
    constant: true,
    run: (value) => part(toMoment(name, value)),
  });
}

export const DATETIME_PARTS: readonly FunctionDefinition[] = [
  definePart('year', 'The year.', '2026', ({ year }) => year),
  definePart('month', 'The month, from 1.', '11', ({ month }) => month),
  definePart(
    'iso_week',
    'The week of the year by ISO 8601, from 1.',
    '47',
    ({ days }) => isoWeekOf(days).week,
  ),
  definePart('day_of_month', 'The day of the month, from 1.', '21', ({ day }) => day),
  definePart('day_of_year', 'The day of the year, from 1.', '325', (moment) => ordinalOf(moment)),
  definePart('hour', 'The hour, 0 to 23.', '8', ({ hour }) => hour),
  definePart('minute', 'The minute, 0 to 59.', '30', ({ minute }) => minute),
  definePart('second', 'The second, 0 to 59.', '15', ({ second }) => second),
  definePart('subsecond_millis', 'The whole milliseconds since the last second.', '123', ({ nanos }) =>
    Math.floor(nanos / 1_000_000),
  ),
  definePart('subsecond_micros', 'The whole microseconds since the last second.', '123456', ({ nanos }) =>
    Math.floor(nanos / 1_000),
  ),
  definePart('subsecond_nanos', 'The nanoseconds since the last second.', '123456789', ({ nanos }) => nanos),
];
