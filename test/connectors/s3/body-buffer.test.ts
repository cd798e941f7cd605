import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BodyBuffer } from '../../../src/connectors/s3/sink/body-buffer.ts';
import type { HeldBytes } from '../../../src/connectors/s3/sink/body-buffer.ts';
import { BufferPool } from '../../../src/connectors/s3/sink/buffer-pool.ts';
import { PART_MARGIN } from '../../../src/connectors/s3/sink/part-plan.ts';

const KIB = 1024;
const PART = 512 * KIB;

const step = fc.oneof(
  fc.record({ do: fc.constant('write' as const), bytes: fc.integer({ min: 0, max: 400 * KIB }) }),
  fc.record({ do: fc.constant('write' as const), bytes: fc.constant(3 * PART) }),
  fc.record({
    do: fc.constantFrom('part' as const, 'rest' as const, 'release' as const),
    bytes: fc.constant(0),
  }),
);

test('what is taken out is what was written, in order, until it is released', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const buffer = new BodyBuffer(new BufferPool(2), PART);
      const held: { readonly taken: HeldBytes; readonly expected: Buffer }[] = [];
      let written = Buffer.alloc(0);
      let count = 0;
      const take = (taken: HeldBytes): void => {
        held.push({ taken, expected: written.subarray(0, taken.bytes.length) });
        written = written.subarray(taken.bytes.length);
      };
      for (const { do: action, bytes } of steps) {
        if (action === 'write') {
          const chunk = Buffer.alloc(bytes, String(count++));
          buffer.writer.bytes(chunk);
          written = Buffer.concat([written, chunk]);
        } else if (action === 'part' && buffer.length >= PART) {
          take(buffer.takePart(PART, PART));
        } else if (action === 'rest') {
          take(buffer.takeRest());
        } else if (action === 'release') {
          held.shift()?.taken.release();
        }
        expect(buffer.length).toBe(written.length);
        expect(buffer.writer.written.equals(written)).toBe(true);
        // What is on its way is not touched by what goes on here.
        for (const { taken, expected } of held) expect(taken.bytes.equals(expected)).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});

test('parts of ordinary events are handed over without a copy, and their memory is used again', () => {
  const pool = new BufferPool(2);
  const buffer = new BodyBuffer(pool, PART);
  const memories = new Set<unknown>();
  for (let part = 0; part < 20; part++) {
    while (buffer.length < PART) buffer.writer.bytes(Buffer.alloc(100_000));
    const before = buffer.writer.written.buffer;
    const taken = buffer.takePart(PART, PART);
    expect(taken.bytes.buffer).toBe(before);
    expect(taken.capacity).toBe(PART + PART_MARGIN);
    memories.add(before);
    taken.release();
  }
  expect(memories.size).toBe(2);
});

test('a tiny object takes little memory', () => {
  const buffer = new BodyBuffer(new BufferPool(2), 5 * KIB * KIB);
  buffer.writer.utf8('tiny');
  expect(buffer.capacity).toBeLessThan(32 * KIB);
  expect(buffer.takeRest().capacity).toBe(4);
});
