/** `math::` – numbers. */
import { INTEGER_MAX, INTEGER_MIN, float, integer, isInteger, toDouble } from '../value/kind.ts';
import type { Integer } from '../value/kind.ts';
import { compare } from '../value/order.ts';
import { refuse } from '../value/value-error.ts';
import type { Float } from '../value/value.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition, FunctionExample } from './define.ts';

/** The four ways from a float to an integer differ in their name, what they say and how they round. */
function defineRounding(
  name: string,
  doc: string,
  examples: readonly FunctionExample[],
  round: (value: number) => number,
): FunctionDefinition {
  return defineFunction({
    module: 'math',
    name,
    params: [{ name: 'number', kind: 'number', doc: 'any number; an integer stays as it is' }],
    returns: 'integer',
    doc,
    examples,
    constant: true,
    run: (number) => (isInteger(number) ? number : toInteger(name, round(toDouble(number)))),
  });
}

function toInteger(name: string, rounded: number): Integer {
  if (Number.isFinite(rounded)) {
    const exact = BigInt(rounded);
    if (exact >= INTEGER_MIN && exact <= INTEGER_MAX) return integer(exact);
  }
  return refuse('function-failed', `\`math::${name}\`: ${rounded} does not fit in 64 bits`);
}

const floor = defineRounding(
  'floor',
  'The largest integer that is not above the number.',
  [
    { call: 'math::floor(42.9)', result: '42' },
    { call: 'math::floor(-1.5)', result: '-2' },
    { call: 'math::floor(7)', result: '7' },
    { call: 'math::floor(1 / 0.0)', error: '`math::floor`: Infinity does not fit in 64 bits' },
  ],
  Math.floor,
);

const ceil = defineRounding(
  'ceil',
  'The smallest integer that is not below the number.',
  [
    { call: 'math::ceil(42.1)', result: '43' },
    { call: 'math::ceil(-0.5)', result: '0' },
  ],
  Math.ceil,
);

const round = defineRounding(
  'round',
  'The nearest integer; halfway, the one farther from 0.',
  [
    { call: 'math::round(1.5)', result: '2' },
    { call: 'math::round(-2.5)', result: '-3' },
    { call: 'math::round(0.49999999999999994)', result: '0' },
  ],
  (value) => {
    const whole = Math.trunc(value);
    return Math.abs(value - whole) < 0.5 ? whole : whole + Math.sign(value);
  },
);

const trunc = defineRounding(
  'trunc',
  'The integer without the digits behind the point.',
  [
    { call: 'math::trunc(1.9)', result: '1' },
    { call: 'math::trunc(-1.9)', result: '-1' },
  ],
  Math.trunc,
);

const pair = [
  { name: 'left', kind: 'number', doc: 'a number' },
  { name: 'right', kind: 'number', doc: 'a number' },
] as const;

const max = defineFunction({
  module: 'math',
  name: 'max',
  params: pair,
  returns: 'number',
  doc: 'The larger one of two numbers: an integer of two integers, otherwise a float.',
  examples: [
    { call: 'math::max(1, 2)', result: '2' },
    { call: 'math::max(2.5, 2)', result: '2.5' },
    { call: 'math::max(2.5, 3)', result: '3.0' },
    { call: 'math::max("a", 2)', error: 'takes a number as `left`, not the string `"a"`' },
  ],
  constant: true,
  run: (left, right) => oneOf(compare('>=', left, right) >= 0, left, right),
});

const min = defineFunction({
  module: 'math',
  name: 'min',
  params: pair,
  returns: 'number',
  doc: 'The smaller one of two numbers: an integer of two integers, otherwise a float.',
  examples: [
    { call: 'math::min(1, 2)', result: '1' },
    { call: 'math::min(18446744073709551615, -1)', result: '-1' },
    { call: 'math::min(2, 2.5)', result: '2.0' },
  ],
  constant: true,
  run: (left, right) => oneOf(compare('<=', left, right) <= 0, left, right),
});

/** The kind of the result depends on the kinds of both, as with `+`, and not on which one it is. */
function oneOf(isLeft: boolean, left: Integer | Float, right: Integer | Float): Integer | Float {
  const chosen = isLeft ? left : right;
  return isInteger(left) && isInteger(right) ? chosen : float(toDouble(chosen));
}

export const MATH_FUNCTIONS: readonly FunctionDefinition[] = [floor, ceil, round, trunc, max, min];
