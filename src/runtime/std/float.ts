/** `float::` – floats and what is special about them. */
import { float, toDouble } from '../value/kind.ts';
import { describeValue } from '../value/text.ts';
import { refuse } from '../value/value-error.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition, FunctionExample } from './define.ts';

const NUMBER = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/;
const SPECIAL = /^([+-]?)(inf|infinity|nan)$/i;

const parse = defineFunction({
  module: 'float',
  name: 'parse',
  params: [{ name: 'text', kind: 'string', doc: 'a number, with or without point and exponent' }],
  returns: 'float',
  doc: 'The float that is nearest to the number in a text. `inf`, `infinity` and `nan` are numbers, too, in any case of letters.',
  examples: [
    { call: 'float::parse("42.5")', result: '42.5' },
    { call: 'float::parse("7")', result: '7.0' },
    { call: 'float::parse("-1e-3")', result: '-0.001' },
    { call: 'float::is_infinite(float::parse("-inf"))', result: 'true' },
    { call: 'float::parse("4,2")', error: '`float::parse`: the string `"4,2"` is not a number' },
    { call: 'float::parse("")', error: '`float::parse`: the string `""` is not a number' },
  ],
  constant: true,
  run: (text) => {
    if (NUMBER.test(text)) return float(Number(text));
    const special = SPECIAL.exec(text);
    if (special === null) {
      return refuse('function-failed', `\`float::parse\`: ${describeValue(text)} is not a number`);
    }
    if (special[2]!.toLowerCase() === 'nan') return NaN;
    return special[1] === '-' ? -Infinity : Infinity;
  },
});

/** The three tests differ in their name, what they say and what they test. */
function defineTest(
  name: string,
  doc: string,
  examples: readonly FunctionExample[],
  test: (value: number) => boolean,
): FunctionDefinition {
  return defineFunction({
    module: 'float',
    name,
    params: [{ name: 'number', kind: 'number', doc: 'a float or an integer' }],
    returns: 'bool',
    doc,
    examples,
    constant: true,
    run: (number) => test(toDouble(number)),
  });
}

const isFinite = defineTest(
  'is_finite',
  'Is it a number that is neither infinite nor "not a number"? Every integer is.',
  [
    { call: 'float::is_finite(1.5)', result: 'true' },
    { call: 'float::is_finite(1 / 0.0)', result: 'false' },
    { call: 'float::is_finite(7)', result: 'true' },
    { call: 'float::is_finite("7")', error: 'takes a number as `number`, not the string `"7"`' },
  ],
  Number.isFinite,
);

const isNan = defineTest(
  'is_nan',
  'Is it "not a number", the result of operations like `0.0 / 0.0`?',
  [
    { call: 'float::is_nan(0.0 / 0.0)', result: 'true' },
    { call: 'float::is_nan(1 / 0.0)', result: 'false' },
    { call: 'float::is_nan(null)', error: 'takes a number as `number`, not `null`' },
  ],
  Number.isNaN,
);

const isInfinite = defineTest(
  'is_infinite',
  'Is it infinite, as `1 / 0.0` and `-1 / 0.0` are?',
  [
    { call: 'float::is_infinite(-1 / 0.0)', result: 'true' },
    { call: 'float::is_infinite(0.0 / 0.0)', result: 'false' },
    { call: 'float::is_infinite([])', error: 'takes a number as `number`, not an array' },
  ],
  (value) => Math.abs(value) === Infinity,
);

export const FLOAT_FUNCTIONS: readonly FunctionDefinition[] = [parse, isFinite, isNan, isInfinite];
