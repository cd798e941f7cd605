import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findFunction } from '../../../src/runtime/std/index.ts';
import type { Value } from '../../../src/runtime/value/value.ts';

/** What is done without lists of characters is the same as with them. */

const character = fc.constantFrom(
  'a',
  'B',
  '7',
  '-',
  '%',
  '%4',
  '%C3%A4',
  '$',
  '$&',
  'ä',
  '€',
  '😀',
  '\ud800',
  '\udc00',
  '\0',
);
const text = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(''));
const number = fc.nat({ max: 14 });

function call(name: string, ...args: readonly Value[]): Value {
  return findFunction('string', name)!.run(...args);
}

test('string::reverse', () => {
  fc.assert(
    fc.property(text, (input) => {
      expect(call('reverse', input)).toBe([...input].reverse().join(''));
    }),
  );
});

test('string::substr', () => {
  fc.assert(
    fc.property(text, number, number, (input, start, end) => {
      const points = [...input];
      const first = start >= points.length ? 0 : start;
      const last = Math.min(end, points.length);
      const expected = last < first ? input : points.slice(first, last).join('');
      expect(call('substr', input, start, end)).toBe(expected);
    }),
  );
});

test('string::replace of nothing', () => {
  fc.assert(
    fc.property(text, text, (input, to) => {
      expect(call('replace', input, '', to)).toBe(['', ...input, ''].join(to));
    }),
  );
});

test('url::encode and url::decode', () => {
  const whole = text.filter((each) => !/\p{Surrogate}/u.test(each));
  fc.assert(
    fc.property(whole, (input) => {
      const [encode, decode] = ['encode', 'decode'].map((name) => findFunction('url', name)!);
      const encoded = encode!.run(input) as string;
      expect(encoded).toBe(
        encodeURIComponent(input).replace(
          /[-_.!~*'()]/g,
          (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
        ),
      );
      expect(decode!.run(encoded)).toBe(input);
    }),
  );
});
