import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jumpHash } from '../../../src/runtime/std/chash.ts';
import { findFunction } from '../../../src/runtime/std/index.ts';
import { sipHash } from '../../../src/runtime/std/siphash.ts';

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index);

/** The key of the paper: the bytes 00 … 0f. */
const KEY = [0x0706050403020100n, 0x0f0e0d0c0b0a0908n] as const;

test('SipHash-2-4 gives what its paper works out (appendix A)', () => {
  expect(sipHash(2, 4, KEY, bytes(15))).toBe(0xa129ca6149be45e5n);
});

test.each([
  [0, 0x726fdb47dd0e0e31n],
  [1, 0x74f839c593dc67fdn],
  [7, 0xab0200f58b01d137n],
  [8, 0x93f5f5799a932462n],
  [63, 0x958a324ceb064572n],
])('SipHash-2-4 of %i bytes, as in the vectors of its authors', (length, hash) => {
  expect(sipHash(2, 4, KEY, bytes(length))).toBe(hash);
});

test('SipHash reads a view of a larger buffer', () => {
  const padded = Buffer.concat([Buffer.from('xyz'), bytes(15), Buffer.from('xyz')]);
  expect(sipHash(2, 4, KEY, padded.subarray(3, 18))).toBe(0xa129ca6149be45e5n);
});

/** The loop of the paper on jump consistent hash, in the words of its figure. */
function reference(hash: bigint, buckets: number): number {
  let key = hash;
  let b = -1;
  let j = 0;
  while (j < buckets) {
    b = j;
    key = (key * 2862933555777941757n + 1n) % 2n ** 64n;
    j = Math.floor((b + 1) * (Number(1n << 31n) / Number((key >> 33n) + 1n)));
  }
  return b;
}

const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const count = fc.integer({ min: 1, max: 5000 });

test('jump hash is the loop of its paper', () => {
  fc.assert(fc.property(hash, count, (key, slots) => jumpHash(key, slots) === reference(key, slots)));
});

test('a place that is added takes keys from others, which exchange none among themselves', () => {
  fc.assert(
    fc.property(hash, count, (key, slots) => {
      const before = jumpHash(key, slots);
      const after = jumpHash(key, slots + 1);
      return before < slots && (after === before || after === slots);
    }),
  );
});

// Known answers of the crate that Tremor uses, and of Tremor's own tests.
test.each([
  [[0, 0, 'test1', 10_000_000], 8_970_050],
  [[0, 0, 'test2', 1000], 10],
  [[0, 0, 'test3', 1000], 76],
  [[0, 0, 'test4', 1000], 161],
  [[0, 0, 'test5', 50], 33],
  [[0, 0, '', 1000], 392],
  [[0, 0, 'testz', 1], 0],
  [[8, 2, 'badger', 9], 3],
] as const)('jump_with_keys%j', (args, slot) => {
  expect(findFunction('tremor::chash', 'jump_with_keys')!.run(...args)).toBe(slot);
});

test('keys spread evenly', () => {
  const jump = findFunction('tremor::chash', 'jump')!;
  const found = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) found[jump.run(`key-${i}`, 10) as number]!++;
  for (const each of found) expect(Math.abs(each - 1000)).toBeLessThan(150);
});
