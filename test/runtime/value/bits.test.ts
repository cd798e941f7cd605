import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BitWriter, defaultBitForm, parseBitForm } from '../../../src/runtime/value/bits.ts';
import type { BitForm } from '../../../src/runtime/value/bits.ts';
import type { Value } from '../../../src/runtime/value/value.ts';
import { hold } from './number-model.ts';

interface Part {
  readonly form: BitForm;
  readonly value: bigint | Uint8Array;
}

const integerPart = fc
  .record({
    type: fc.constantFrom('signed' as const, 'unsigned' as const),
    isLittle: fc.boolean(),
    bits: fc.option(fc.nat({ max: 64 })),
  })
  .chain((form) =>
    fc
      .bigInt(
        form.type === 'signed' ? -(2n ** 63n) : 0n,
        form.type === 'signed' ? 2n ** 63n - 1n : 2n ** 64n - 1n,
      )
      .map((value): Part => ({ form, value })),
  );
const binaryPart = fc
  .uint8Array({ maxLength: 5 })
  .chain((value) =>
    fc
      .option(fc.nat({ max: value.length * 8 }))
      .map((bits): Part => ({ form: { type: 'binary', isLittle: false, bits }, value })),
  );

/** The bits of a part as text, in the order in which they are written. */
function bitsOf({ form, value }: Part): string {
  if (typeof value !== 'bigint') {
    const all = [...value].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    return all.slice(0, form.bits ?? all.length);
  }
  const count = form.bits ?? 8;
  const big = (value < 0n ? value + 2n ** 64n : value)
    .toString(2)
    .padStart(64, '0')
    .slice(64 - count);
  if (!form.isLittle) return big;
  const bytes: string[] = [];
  for (let end = big.length; end > 0; end -= 8) bytes.push(big.slice(Math.max(0, end - 8), end));
  return bytes.join('');
}

function write(parts: readonly { readonly form: BitForm; readonly value: Value }[]): Uint8Array {
  const writer = new BitWriter();
  for (const { form, value } of parts) writer.write(form, value);
  return writer.bytes();
}

test('any parts are written as their bits, one behind the other', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(integerPart, binaryPart), { maxLength: 6 }), (parts) => {
      const bits = parts.map(bitsOf).join('');
      const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
      const expected = (padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
      const held = parts.map(({ form, value }) => ({
        form,
        value: typeof value === 'bigint' ? hold({ integer: value }) : value,
      }));
      expect([...write(held)]).toEqual(expected);
    }),
  );
});

describe('the type of a part', () => {
  test.each([
    ['binary', 'binary', false],
    ['integer', 'unsigned', false],
    ['big', 'unsigned', false],
    ['little', 'unsigned', true],
    ['signed', 'signed', false],
    ['unsigned', 'unsigned', false],
    ['little_signed', 'signed', true],
    ['big_unsigned_integer', 'unsigned', false],
    ['signed_integer', 'signed', false],
  ])('`%s` is %s, little: %s', (text, type, isLittle) => {
    expect(parseBitForm(text, 3)).toEqual({ type, isLittle, bits: 3 });
  });

  test.each(['', 'float', 'signed_little', 'big_little', 'little_little', 'binary_signed', 'big_', '_big'])(
    '`%s` is none',
    (text) => expect(parseBitForm(text, null)).toBeUndefined(),
  );
});

describe('what does not go in', () => {
  const form = (type: string, bits: number | null = null) => parseBitForm(type, bits)!;
  test.each<[string, BitForm, Value]>([
    ['a negative integer without a sign', defaultBitForm(8), -1],
    ['an integer beyond the signed ones', form('signed', 64), 2n ** 63n],
    ['a float', defaultBitForm(8), 1.5],
    ['a string as an integer', defaultBitForm(8), 'a'],
    ['an integer as bytes', form('binary'), 1],
    ['fewer bits than are asked for', form('binary', 9), 'a'],
  ])('%s', (_, each, value) => {
    expect(() => write([{ form: each, value }])).toThrow(
      expect.objectContaining({ problem: 'no-bits' }) as Error,
    );
  });
});
