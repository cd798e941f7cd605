/** `time::nanos::` – spans of time in nanoseconds. */
import { divide, multiply, remainder, subtract } from '../value/arithmetic.ts';
import { defineFunction } from './define.ts';
import type { ConstantDefinition, FunctionDefinition } from './define.ts';

interface Unit {
  /** `seconds`. */
  readonly plural: string;
  /** `second`, as constants are called. */
  readonly singular: string;
  readonly nanos: number;
}

const UNITS: readonly Unit[] = [
  { plural: 'weeks', singular: 'week', nanos: 604_800_000_000_000 },
  { plural: 'days', singular: 'day', nanos: 86_400_000_000_000 },
  { plural: 'hours', singular: 'hour', nanos: 3_600_000_000_000 },
  { plural: 'minutes', singular: 'minute', nanos: 60_000_000_000 },
  { plural: 'seconds', singular: 'second', nanos: 1_000_000_000 },
  { plural: 'millis', singular: 'millisecond', nanos: 1_000_000 },
  { plural: 'micros', singular: 'microsecond', nanos: 1_000 },
];

function defineFrom({ plural, nanos }: Unit): FunctionDefinition {
  return defineFunction({
    module: 'time::nanos',
    name: `from_${plural}`,
    params: [{ name: plural, kind: 'number', doc: `so many ${plural}` }],
    returns: 'number',
    doc: `The nanoseconds in so many ${plural}. An integer gives an integer, exactly; a float gives a float.`,
    examples: [
      { call: `time::nanos::from_${plural}(2)`, result: `${2 * nanos}` },
      { call: `time::nanos::from_${plural}(0.5)`, result: `${nanos / 2}.0` },
      {
        call: `time::nanos::from_${plural}(18446744073709551615)`,
        error: 'the result of `*` does not fit in 64 bits',
      },
    ],
    constant: true,
    run: (count) => multiply(count, nanos),
  });
}

function defineTo({ plural, nanos }: Unit): FunctionDefinition {
  return defineFunction({
    module: 'time::nanos',
    name: `to_${plural}`,
    params: [{ name: 'nanos', kind: 'number', doc: 'so many nanoseconds' }],
    returns: 'float',
    doc: `How many ${plural} so many nanoseconds are: a float, as always after a division.`,
    examples: [
      { call: `time::nanos::to_${plural}(${3 * nanos})`, result: '3.0' },
      { call: `time::nanos::to_${plural}(${nanos / 2})`, result: '0.5' },
      { call: `time::nanos::to_${plural}("1")`, error: 'takes a number as `nanos`, not the string `"1"`' },
    ],
    constant: true,
    run: (count) => divide(count, nanos),
  });
}

function defineTruncate({ plural, nanos }: Unit): FunctionDefinition {
  return defineFunction({
    module: 'time::nanos',
    name: `truncate_${plural}`,
    params: [{ name: 'nanos', kind: 'integer', doc: 'so many nanoseconds, or a point in time' }],
    returns: 'integer',
    doc: `The nanoseconds without what is smaller than whole ${plural}, which is cut off towards 0.`,
    examples: [
      { call: `time::nanos::truncate_${plural}(${3 * nanos + 1})`, result: `${3 * nanos}` },
      { call: `time::nanos::truncate_${plural}(${nanos - 1})`, result: '0' },
      {
        call: `time::nanos::truncate_${plural}(1.5)`,
        error: 'takes an integer as `nanos`, not the float `1.5`',
      },
    ],
    constant: true,
    run: (count) => subtract(count, remainder(count, nanos)),
  });
}

export const NANOS_FUNCTIONS: readonly FunctionDefinition[] = [
  ...UNITS.map(defineFrom),
  ...UNITS.map(defineTo),
  ...UNITS.filter(({ plural }) => plural !== 'weeks').map(defineTruncate),
];

export const NANOS_CONSTANTS: readonly ConstantDefinition[] = UNITS.map(({ singular, nanos }) => ({
  module: 'time::nanos',
  name: `NANOS_PER_${singular.toUpperCase()}`,
  value: nanos,
  doc: `The nanoseconds in a ${singular}.`,
}));
