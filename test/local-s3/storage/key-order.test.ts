import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys } from '../../../src/local-s3/storage/key-order.ts';

test('keys are in the order of their UTF-8 bytes', () => {
  const key = fc.string({ unit: 'binary', maxLength: 8 });
  fc.assert(
    fc.property(key, key, (left, right) => {
      expect(Math.sign(compareKeys(left, right))).toBe(
        Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right))),
      );
    }),
    { numRuns: 50 },
  );
});

test('characters beyond U+FFFF come last', () => {
  const keys = ['\u{1F600}', '\uFFFD', 'z', 'é', '\uE000', 'a/b', 'a', 'a-b'];
  expect(keys.sort(compareKeys)).toEqual(['a', 'a-b', 'a/b', 'z', 'é', '\uE000', '\uFFFD', '\u{1F600}']);
});
