import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equals, identical } from '../../../src/runtime/value/equality.ts';
import { jsonText, parseJson } from '../../../src/runtime/value/json.ts';
import { LazyJson } from '../../../src/runtime/value/lazy-json.ts';
import { compare, compareTotal } from '../../../src/runtime/value/order.ts';
import { Float } from '../../../src/runtime/value/value.ts';
import type { Value } from '../../../src/runtime/value/value.ts';
import { anyValue } from './any-value.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const lazy = (text: string): Value => new LazyJson(Buffer.from(text), 0, text.length, false);

describe('equals', () => {
  test.each<[string, Value, Value, boolean]>([
    ['integer and float', 1, new Float(1), true],
    ['within epsilon', 1, 1.0000000000000002, false],
    ['below epsilon', 0.1 + 0.2, 0.3, true],
    ['one beyond 2^53', 9007199254740993n, new Float(9007199254740992), false],
    ['NaN', NaN, NaN, false],
    ['infinities', Infinity, Infinity, true],
    ['zeros', 0, new Float(-0), true],
    ['string and bytes', 'zoë', bytes('zoë'), true],
    ['bytes and string', bytes('a'), 'b', false],
    ['order of keys', parseJson('{"a":1,"b":2}'), parseJson('{"b":2,"a":1}'), true],
    ['order of items', [1, 2], [2, 1], false],
    ['lazy and built', lazy('{"a":[1,{"b":2.0}]}'), parseJson('{"a":[1,{"b":2}]}'), true],
    ['array and record', [], new Map(), false],
    ['null and false', null, false, false],
    ['null inside', [null], [null], true],
    ['a field less', lazy('{"a":null}'), lazy('{}'), false],
    ['number and string', 1, '1', false],
    ['another value of a key', parseJson('{"a":1}'), parseJson('{"a":2}'), false],
    ['another key', parseJson('{"a":null}'), parseJson('{"b":null}'), false],
    ['a field more', parseJson('{"a":1}'), parseJson('{"a":1,"b":2}'), false],
    ['an item more', [1], [1, 2], false],
    ['true and false', true, false, false],
    ['true and 1', true, 1, false],
    ['null and an array', null, [], false],
    ['null and a record', null, new Map(), false],
    ['bytes and an array', bytes('a'), [97], false],
    ['a float and a string', new Float(1), '1', false],
    ['a key of JavaScript', parseJson('{"__proto__":1}'), parseJson('{"__proto__":1}'), true],
  ])('%s', (_, left, right, expected) => {
    expect([equals(left, right), equals(right, left)]).toEqual([expected, expected]);
  });

  test('every value equals itself read again', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const again = parseJson(jsonText(value));
        expect([equals(value, again), identical(value, again)]).toEqual([true, true]);
      }),
    );
  });
});

describe('identical', () => {
  test.each<[string, Value, Value, boolean]>([
    ['integer and float', 1, new Float(1), false],
    ['floats', new Float(1), new Float(1), true],
    ['nearly equal floats', 0.1 + 0.2, 0.3, false],
    ['string and bytes', 'a', bytes('a'), false],
    ['bytes', bytes('a'), bytes('a'), true],
    ['lazy and built', lazy('[1,{"a":2}]'), [1, new Map([['a', 2]])], true],
    ['deep inside', [new Map([['a', 1]])], [new Map([['a', 2]])], false],
    ['array and record', [], new Map(), false],
    ['another key', new Map([['a', null]]), new Map([['b', null]]), false],
    [
      'a field more',
      new Map([['a', 1]]),
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
      false,
    ],
    ['an item more', [1], [1, 2], false],
    ['null and an array', null, [], false],
    ['null and a record', null, new Map(), false],
    ['a string and a record', 'a', new Map(), false],
    ['other bytes', bytes('a'), bytes('b'), false],
    ['other floats', new Float(1), new Float(2), false],
  ])('%s', (_, left, right, expected) => {
    expect([identical(left, right), identical(right, left)]).toEqual([expected, expected]);
  });
});

describe('compare', () => {
  test.each<[string, Value, Value]>([
    ['integers beyond 2^53', 9007199254740992n, 9007199254740993n],
    ['integer and float', 1, 1.5],
    ['a large integer and a float', 9007199254740992, 9007199254740993n],
    ['strings by code point', '\uffee', '😀'],
    ['around the halves of pairs', '\ud7ff', '\ue000'],
    ['the last one and the first pair', '\uffff', '\u{10000}'],
    ['the first ones behind the halves of pairs', '\ue000', '\u{10000}'],
    ['a prefix', 'a', 'aa'],
    ['string and bytes', 'a', bytes('b')],
    ['bytes and string', bytes('a'), 'b'],
    ['signed bytes are not', bytes('z'), bytes('\u0080')],
  ])('%s', (_, less, more) => {
    expect([Math.sign(compare('<', less, more)), Math.sign(compare('<', more, less))]).toEqual([-1, 1]);
  });
});

describe('compareTotal', () => {
  test('the order of kinds', () => {
    const sorted: Value[] = [new Map(), [], '', bytes(''), null, false, true, -1, 0, new Float(0), 0.5, NaN];
    expect(sorted.toReversed().toSorted(compareTotal)).toEqual(sorted);
  });

  const record = (...fields: [string, Value][]): Value => new Map(fields);

  test.each<[string, Value, Value]>([
    ['bytes', bytes('a'), bytes('b')],
    ['items behind equal ones', [1, 2], [1, 3]],
    ['an item more', [1], [1, '']],
    ['lazy and built', lazy('[1]'), [2]],
    ['records by key', record(['a', 2]), record(['b', 1])],
    ['records by value', lazy('{"a":1}'), record(['a', 2])],
    ['records whatever the order of their keys', record(['b', 1], ['a', 1]), record(['a', 1], ['b', 2])],
    ['a field more', record(['a', 1]), record(['a', 1], ['b', 0])],
  ])('%s', (_, less, more) => {
    expect([Math.sign(compareTotal(less, more)), Math.sign(compareTotal(more, less))]).toEqual([-1, 1]);
  });

  test('records with the same fields in another order are the same', () => {
    expect(compareTotal(record(['b', 1], ['a', 2]), record(['a', 2], ['b', 1]))).toBe(0);
  });

  test('is an order', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (a, b, c) => {
        const [first, second, third] = [a, b, c].toSorted(compareTotal) as [Value, Value, Value];
        expect(compareTotal(first, second)).toBeLessThanOrEqual(0);
        expect(compareTotal(second, third)).toBeLessThanOrEqual(0);
        expect(compareTotal(first, third)).toBeLessThanOrEqual(0);
        expect(Math.sign(compareTotal(a, b)) + Math.sign(compareTotal(b, a))).toBe(0);
      }),
    );
  });

  test('only what is the same is neither before nor after', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        expect(compareTotal(a, b) === 0).toBe(identical(a, b));
      }),
    );
  });
});
