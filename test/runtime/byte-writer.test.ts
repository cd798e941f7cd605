import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../../src/runtime/byte-writer.ts';

/** One call that appends, and what it appends. */
const appends: fc.Arbitrary<{ readonly apply: (out: ByteWriter) => void; readonly bytes: Buffer }> = fc.oneof(
  fc.nat(255).map((byte) => ({ apply: (out: ByteWriter) => out.byte(byte), bytes: Buffer.from([byte]) })),
  fc.tuple(fc.uint8Array({ maxLength: 100 }), fc.nat(100), fc.nat(100)).map(([source, from, count]) => {
    const start = Math.min(from, source.length);
    const end = Math.min(start + count, source.length);
    return {
      apply: (out: ByteWriter) => out.bytes(source, start, end),
      bytes: Buffer.from(source.subarray(start, end)),
    };
  }),
  fc.string({ unit: 'binary', maxLength: 60 }).map((text) => ({
    apply: (out: ByteWriter) => out.utf8(text),
    bytes: Buffer.from(text),
  })),
  fc.string({ unit: 'binary-ascii', maxLength: 60 }).map((text) => ({
    apply: (out: ByteWriter) => out.ascii(text),
    bytes: Buffer.from(text),
  })),
);

test('holds what was appended, whatever its first capacity', () => {
  fc.assert(
    fc.property(fc.array(appends, { maxLength: 20 }), fc.integer({ min: 1, max: 64 }), (calls, capacity) => {
      const out = new ByteWriter(capacity);
      for (const call of calls) call.apply(out);
      expect(out.written.equals(Buffer.concat(calls.map((call) => call.bytes)))).toBe(true);
    }),
  );
});

test('truncate takes back, and what follows goes on from there', () => {
  const out = new ByteWriter(4);
  out.utf8('keep');
  const before = out.length;
  out.utf8(' and forget');
  out.truncate(before);
  out.utf8('!');
  expect(out.written.toString()).toBe('keep!');
});

test('what was taken is never written over', () => {
  const out = new ByteWriter(8);
  out.utf8('first');
  const taken = out.take(8);
  out.utf8('second');
  expect(taken.toString()).toBe('first');
  expect(out.take().toString()).toBe('second');
  expect(out.length).toBe(0);
});

test('a spare buffer is used again', () => {
  const out = new ByteWriter(8);
  const spare = Buffer.alloc(32);
  out.take(spare);
  out.utf8('again');
  expect(spare.toString('latin1', 0, 5)).toBe('again');
  expect(out.capacity).toBe(32);
});

test('what would take more than 1 GiB is refused before it takes it', () => {
  const out = new ByteWriter();
  out.byte(1);
  expect(() => out.reserve(1024 ** 3)).toThrow('the text of an event would be larger than 1 GiB');
  expect(out.length).toBe(1);
});
