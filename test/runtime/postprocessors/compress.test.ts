import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../../../src/runtime/api.ts';
import { compress } from '../../../src/runtime/postprocessors/compress.ts';
import { decompress } from '../../../src/runtime/preprocessors/decompress.ts';
import { asStream, collect, cutAt } from '../../kit/frames.ts';

const MIB = 1024 * 1024;

function compressed(pieces: readonly Uint8Array[], config: object = {}): Buffer {
  const postprocessor = compress.create(compress.settings.parse(config));
  const out = new ByteWriter(0);
  for (const piece of pieces) postprocessor.process(piece, 0, piece.length, out);
  postprocessor.finish(out);
  return out.written;
}

/** Bytes that look like data: the same for the same seed. */
function patterned(length: number): Buffer {
  return Buffer.alloc(length, 'some data that repeats, ');
}

test.each([0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB])('%i bytes are one gzip file', (length) => {
  const input = patterned(length);
  expect(gunzipSync(compressed([input])).equals(input)).toBe(true);
});

test('a block is written when it is full, and compressed by itself', () => {
  const postprocessor = compress.create(compress.settings.parse({}));
  const out = new ByteWriter();
  const input = patterned(MIB + 10);
  postprocessor.process(input, 0, MIB - 1, out);
  expect(out.length).toBe(0);
  postprocessor.process(input, MIB - 1, MIB + 10, out);
  expect(gunzipSync(out.written).equals(input.subarray(0, MIB))).toBe(true);
  const complete = out.length;
  postprocessor.finish(out);
  expect(gunzipSync(out.written.subarray(complete)).equals(input.subarray(MIB))).toBe(true);
});

test('what it gives depends on the bytes, not on the events that they came in', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 * MIB + 5 }),
      fc.array(fc.nat(), { maxLength: 5 }),
      (length, at) => {
        const input = patterned(length);
        expect(compressed(cutAt(input, at)).equals(compressed([input]))).toBe(true);
      },
    ),
    { numRuns: 15 },
  );
});

test('`decompress` gives back what it took', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 5000 }),
      fc.integer({ min: 1, max: 9 }),
      async (input, level) => {
        const file = compressed([input], { level });
        const { bytes, error } = await collect(
          decompress.createTransform!(decompress.settings.parse({}))(asStream([file])),
        );
        expect(error).toBeNull();
        expect(bytes.equals(input)).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

test('a lower level is larger', () => {
  const input = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `${i * 7919} `).join(''));
  expect(compressed([input], { level: 1 }).length).toBeGreaterThan(compressed([input], { level: 9 }).length);
});

test('the content encoding is declared', () => {
  expect(compress.contentEncoding!(compress.settings.parse({}))).toBe('gzip');
});

test.each(['zlib', 'br', 'xz2', 'zstd'])('%s is refused and says why', (algorithm) => {
  const { error } = compress.settings.safeParse({ algorithm });
  expect(error!.issues[0]!.message).toBe(
    `"${algorithm}" is not supported: it must be "gzip", the one format whose blocks, each compressed by itself, are one valid stream`,
  );
});
