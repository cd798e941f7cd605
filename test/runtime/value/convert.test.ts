import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromJs, toJs } from '../../../src/runtime/value/convert.ts';
import { jsonText, parseJson } from '../../../src/runtime/value/json.ts';
import { LazyJson } from '../../../src/runtime/value/lazy-json.ts';
import { Float } from '../../../src/runtime/value/value.ts';

describe('toJs', () => {
  test('records become objects without a prototype', () => {
    const object = toJs(parseJson('{"__proto__":{"a":1},"b":[2.0]}')) as Record<string, unknown>;
    expect(Object.getPrototypeOf(object)).toBeNull();
    expect(JSON.stringify(object)).toBe('{"__proto__":{"a":1},"b":[2]}');
  });

  test('also inside a lazy record', () => {
    expect(toJs(new LazyJson(Buffer.from('{"a":[1]}'), 0, 9, false))).toEqual({ a: [1] });
  });

  test('big integers and bytes stay', () => {
    expect(toJs([12345678901234567890n, new Uint8Array([1])])).toEqual([
      12345678901234567890n,
      new Uint8Array([1]),
    ]);
  });
});

describe('fromJs', () => {
  test('numbers', () => {
    expect(fromJs([1, 1.5, -0, 1e20, NaN, 5n, 2n ** 63n])).toEqual([
      1,
      1.5,
      new Float(-0),
      new Float(1e20),
      NaN,
      5,
      2n ** 63n,
    ]);
  });

  test('objects, maps and what is undefined', () => {
    const object: unknown = JSON.parse('{"__proto__":1}');
    expect(jsonText(fromJs([object, new Map([['a', { b: undefined, c: null }]])]))).toBe(
      '[{"__proto__":1},{"a":{"c":null}}]',
    );
  });

  test.each<[string, unknown]>([
    ['a function is not a value of the language', () => 1],
    ['a undefined is not a value of the language', undefined],
    ['does not fit in 64 bits', 2n ** 64n],
    ['the keys of a record are strings', new Map([[1, 1]])],
  ])('%s', (message, plain) => {
    expect(() => fromJs(plain)).toThrow(message);
  });

  test('takes back what toJs gave', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (plain) => {
        expect(JSON.stringify(toJs(fromJs(plain)))).toBe(JSON.stringify(plain));
      }),
    );
  });
});
