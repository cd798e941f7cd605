import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CodecError } from '../../../src/runtime/errors.ts';
import { Utf8Checker, asBuffer } from '../../../src/runtime/value/utf8.ts';

/** Right characters of every length, and bytes that are none. */
const pieces = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', '\n', 'é', '€', '😀').map((text) => [...Buffer.from(text)]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom([0xff], [0x80], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xc0, 0xaf]),
  },
);

test('frames of a block are judged as each would be by itself', () => {
  const blocks = fc.array(pieces, { maxLength: 8 }).map((parts) => Buffer.from(parts.flat()));
  fc.assert(
    fc.property(fc.array(blocks, { minLength: 1, maxLength: 3 }), (several) => {
      const checker = new Utf8Checker();
      for (const block of several) {
        for (let start = 0; start <= block.length; start++) {
          for (let end = start; end <= block.length; end++) {
            const isRight = isUtf8(block.subarray(start, end));
            expect(accepts(() => checker.check(block, start, end))).toBe(isRight);
          }
        }
      }
    }),
  );
});

test.each([
  ['a lone byte', [0x61, 0xff, 0x62], 1],
  ['a character that is cut off', [0x61, 0xe2, 0x82], 1],
  ['a longer form than needed', [0xc0, 0xaf], 0],
  ['half a surrogate pair', [0xc3, 0xa9, 0xed, 0xa0, 0x80], 2],
  ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80], 0],
])('%s is pointed at', (_what, bytes, offset) => {
  const block = Buffer.from([0x0a, ...bytes, 0x0a]);
  const check = (): void => new Utf8Checker().check(block, 1, 1 + bytes.length);
  expect(check).toThrow(CodecError);
  expect(check).toThrow(expect.objectContaining({ offset }) as Error);
});

test('a plain Uint8Array becomes a Buffer on the same memory', () => {
  const bytes = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
  const buffer = asBuffer(bytes);
  expect([...buffer]).toEqual([2, 3]);
  buffer[0] = 9;
  expect(bytes[0]).toBe(9);
});

function accepts(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof CodecError) return false;
    throw error;
  }
}
