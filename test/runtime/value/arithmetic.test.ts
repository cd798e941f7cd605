import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BINARY_OPERATIONS, UNARY_OPERATIONS } from '../../../src/runtime/value/operators.ts';
import { jsonText } from '../../../src/runtime/value/json.ts';
import { LazyJson } from '../../../src/runtime/value/lazy-json.ts';
import type { Value } from '../../../src/runtime/value/value.ts';
import { ValueError } from '../../../src/runtime/value/value-error.ts';
import { EDGE_NUMBERS, HIGHEST, LOWEST, hold, show, showValue, toFloat } from './number-model.ts';
import type { ModelNumber, Outcome } from './number-model.ts';

type BinaryOperator = keyof typeof BINARY_OPERATIONS;
type UnaryOperator = keyof typeof UNARY_OPERATIONS;

function actual(compute: () => Value): string {
  try {
    return showValue(compute());
  } catch (error) {
    if (error instanceof ValueError) return show({ problem: error.problem });
    throw error;
  }
}

/** An exact integer, if it has 64 bits. */
function exact(integer: bigint): Outcome {
  return integer >= LOWEST && integer <= HIGHEST ? { integer } : { problem: 'overflow' };
}

/** What the operators do with numbers, in the plainest words. */
function model(operator: BinaryOperator, left: ModelNumber, right: ModelNumber): Outcome {
  const a = toFloat(left);
  const b = toFloat(right);
  const integers = 'integer' in left && 'integer' in right ? ([left.integer, right.integer] as const) : null;
  switch (operator) {
    case '+':
      return integers ? exact(integers[0] + integers[1]) : { float: a + b };
    case '-':
      return integers ? exact(integers[0] - integers[1]) : { float: a - b };
    case '*':
      return integers ? exact(integers[0] * integers[1]) : { float: a * b };
    case '/':
      return integers?.[1] === 0n ? { problem: 'zero-divisor' } : { float: a / b };
    case '%':
      if (!integers) return { problem: 'operand-kind' };
      return integers[1] === 0n ? { problem: 'zero-divisor' } : exact(integers[0] % integers[1]);
    case '&':
      return integers ? exact(integers[0] & integers[1]) : { problem: 'operand-kind' };
    case '^':
      return integers ? exact(integers[0] ^ integers[1]) : { problem: 'operand-kind' };
    case '<<':
    case '>>':
    case '>>>':
      if (!integers) return { problem: 'operand-kind' };
      return integers[1] < 0n || integers[1] > 63n
        ? { problem: 'shift-width' }
        : shift(operator, integers[0], integers[1]);
    case '==':
      return { bool: isEqual(left, right) };
    case '!=':
      return { bool: !isEqual(left, right) };
    case '<':
      return { bool: order(left, right) === -1 };
    case '<=':
      return { bool: [-1, 0].includes(order(left, right)) };
    case '>':
      return { bool: order(left, right) === 1 };
    case '>=':
      return { bool: [0, 1].includes(order(left, right)) };
    case 'and':
    case 'or':
    case 'xor':
      return { problem: 'operand-kind' };
  }
}

/** Bit by bit, on text: 64 characters, the sign in front. */
function shift(operator: '<<' | '>>' | '>>>', value: bigint, width: bigint): Outcome {
  const bits = (value < 0n ? value + 2n ** 64n : value).toString(2).padStart(64, '0');
  const count = Number(width);
  const filling = operator === '>>' && value < 0n ? '1' : '0';
  const shifted =
    operator === '<<' ? bits.slice(count).padEnd(64, '0') : bits.slice(0, 64 - count).padStart(64, filling);
  const unsigned = BigInt(`0b${shifted}`);
  const isSigned = value < 0n && shifted.startsWith('1');
  return { integer: isSigned ? unsigned - 2n ** 64n : unsigned };
}

/** As a fraction without loss: doubles are integers divided by a power of two. */
function order(left: ModelNumber, right: ModelNumber): number {
  const a = toFloat(left);
  const b = toFloat(right);
  if (Number.isNaN(a) || Number.isNaN(b)) return NaN;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Math.sign(a === b ? 0 : a - b);
  const difference = scaled(left) - scaled(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The number times 2^1074, which makes every double an integer. */
function scaled(number: ModelNumber): bigint {
  if ('integer' in number) return number.integer * 2n ** 1074n;
  let mantissa = number.float;
  let exponent = 1074;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent--;
  }
  return BigInt(mantissa) * 2n ** BigInt(exponent);
}

function isEqual(left: ModelNumber, right: ModelNumber): boolean {
  if (order(left, right) === 0) return true;
  if ('integer' in left && 'integer' in right) return false;
  const difference = Math.abs(toFloat(left) - toFloat(right));
  const isLarge = Math.abs(toFloat(left)) > 2 ** 52;
  return !isLarge && difference < Number.EPSILON;
}

const BINARY = Object.keys(BINARY_OPERATIONS) as BinaryOperator[];
const UNARY = Object.keys(UNARY_OPERATIONS) as UnaryOperator[];

const anyInteger = fc
  .oneof(fc.bigInt({ min: LOWEST, max: HIGHEST }), fc.bigInt({ min: -100n, max: 100n }))
  .map((integer): ModelNumber => ({ integer }));
const anyNumber = fc.oneof(
  anyInteger,
  fc.double().map((float): ModelNumber => ({ float })),
  fc.integer().map((float): ModelNumber => ({ float })),
);

describe('two numbers', () => {
  test.each(BINARY)('%s agrees with the model at every edge', (operator) => {
    const mistakes: string[] = [];
    for (const left of EDGE_NUMBERS) {
      for (const right of EDGE_NUMBERS) {
        const found = actual(() => BINARY_OPERATIONS[operator](hold(left), hold(right)));
        const expected = show(model(operator, left, right));
        if (found !== expected)
          mistakes.push(`${show(left)} ${operator} ${show(right)} is ${expected}, not ${found}`);
      }
    }
    expect(mistakes).toEqual([]);
  });

  test.each(BINARY)('%s agrees with the model anywhere', (operator) => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (left, right) => {
        const found = actual(() => BINARY_OPERATIONS[operator](hold(left), hold(right)));
        expect(found).toBe(show(model(operator, left, right)));
      }),
    );
  });
});

describe('one number', () => {
  const modelUnary = (operator: UnaryOperator, operand: ModelNumber): Outcome => {
    if (operator === 'not') return { problem: 'operand-kind' };
    if (operator === '+') return operand;
    if ('float' in operand) return operator === '-' ? { float: -operand.float } : { problem: 'operand-kind' };
    if (operator === '-') return exact(-operand.integer);
    return { integer: operand.integer < 0n ? -operand.integer - 1n : HIGHEST - operand.integer };
  };

  test.each(UNARY)('%s agrees with the model', (operator) => {
    const check = (operand: ModelNumber): void => {
      const found = actual(() => UNARY_OPERATIONS[operator](hold(operand)));
      expect(found).toBe(show(modelUnary(operator, operand)));
    };
    EDGE_NUMBERS.forEach(check);
    fc.assert(fc.property(anyNumber, check));
  });
});

/** One value of each kind that is no number; a lazy array and record count as what they are. */
const OTHERS: Readonly<Record<string, Value>> = {
  null: null,
  bool: true,
  string: 'a',
  bytes: new Uint8Array([97]),
  array: [1],
  record: new Map<string, Value>([['a', 1]]),
  lazyArray: new LazyJson(Buffer.from('[2]'), 0, 3, false),
  lazyRecord: new LazyJson(Buffer.from('{"b":2}'), 0, 7, false),
};
const SAMPLES: Readonly<Record<string, Value>> = { ...OTHERS, integer: 7, float: 1.5 };

/** Every pair of kinds, one of them no number, for which an operator is defined; `*` is any pair. */
const DEFINED: Readonly<Record<BinaryOperator, readonly string[]>> = {
  or: ['bool bool', 'bool *'],
  xor: ['bool bool'],
  and: ['bool bool'],
  '^': ['bool bool'],
  '&': ['bool bool'],
  '==': ['* *'],
  '!=': ['* *'],
  '>=': ['string string', 'string bytes', 'bytes string', 'bytes bytes'],
  '>': ['string string', 'string bytes', 'bytes string', 'bytes bytes'],
  '<=': ['string string', 'string bytes', 'bytes string', 'bytes bytes'],
  '<': ['string string', 'string bytes', 'bytes string', 'bytes bytes'],
  '>>': [],
  '>>>': [],
  '<<': [],
  '+': [
    'string string',
    ...['array', 'lazyArray'].flatMap((left) => [`${left} array`, `${left} lazyArray`]),
    ...['record', 'lazyRecord'].flatMap((left) => [`${left} record`, `${left} lazyRecord`]),
  ],
  '-': [],
  '*': [],
  '/': [],
  '%': [],
};

describe('other kinds', () => {
  test.each(BINARY)('%s is defined for exactly these', (operator) => {
    for (const [leftName, left] of Object.entries(SAMPLES)) {
      for (const [rightName, right] of Object.entries(SAMPLES)) {
        if (!(leftName in OTHERS) && !(rightName in OTHERS)) continue;
        const pairs = DEFINED[operator];
        const isDefined =
          pairs.includes(`${leftName} ${rightName}`) ||
          pairs.includes(`${leftName} *`) ||
          pairs.includes('* *');
        const found = actual(() => BINARY_OPERATIONS[operator](left, right));
        expect(`${leftName} ${operator} ${rightName}: ${found !== 'problem operand-kind'}`).toBe(
          `${leftName} ${operator} ${rightName}: ${isDefined}`,
        );
      }
    }
  });

  test.each<[BinaryOperator, Value, Value, string]>([
    ['+', 'a', 'b', '"ab"'],
    ['+', [1], [2, 3], '[1,2,3]'],
    ['+', [1], OTHERS.lazyArray!, '[1,2]'],
    ['+', OTHERS.record!, OTHERS.lazyRecord!, '{"a":1,"b":2}'],
    [
      '+',
      new Map<string, Value>([
        ['a', 1],
        ['b', 1],
      ]),
      new Map<string, Value>([['a', 2]]),
      '{"a":2,"b":1}',
    ],
    ['xor', true, false, 'true'],
    ['&', true, false, 'false'],
    ['^', true, true, 'false'],
    ['and', true, false, 'false'],
    ['or', false, true, 'true'],
    ['and', false, 'never looked at', 'false'],
  ])('%s: %j and %j', (operator, left, right, text) => {
    expect(jsonText(BINARY_OPERATIONS[operator](left, right))).toBe(text);
  });

  test('`not` and `!` of booleans', () => {
    expect([UNARY_OPERATIONS.not(true), UNARY_OPERATIONS['!'](false)]).toEqual([false, true]);
  });

  test('what is added is not changed', () => {
    const left = new Map<string, Value>([['a', 1]]);
    BINARY_OPERATIONS['+'](left, new Map<string, Value>([['a', 2]]));
    expect(left.get('a')).toBe(1);
  });

  test.each<[BinaryOperator, Value, Value, string]>([
    ['+', 1, 'a', '`+` is not defined for an integer and a string'],
    ['-', null, [], '`-` is not defined for null and an array'],
    ['<', 1, 'a', '`<` is not defined for an integer and a string'],
    ['and', 1, true, '`and` is not defined for an integer'],
    ['<<', 1, 64, '`<<` shifts by 0 to 63 bits, not by 64'],
    ['+', HIGHEST, 1, 'the result of `+` does not fit in 64 bits'],
    ['/', 1, 0, 'division by the integer 0'],
  ])('%s of %s and %s says why', (operator, left, right, message) => {
    expect(() => BINARY_OPERATIONS[operator](left, right)).toThrow(message);
  });
});
