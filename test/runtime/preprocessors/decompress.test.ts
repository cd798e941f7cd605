import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodecError } from '../../../src/runtime/api.ts';
import { decompress } from '../../../src/runtime/preprocessors/decompress.ts';
import { asStream, collect, cutAt, frameAll } from '../../kit/frames.ts';

const settings = (config: object): unknown => decompress.settings.parse(config);

function stream(
  algorithm: string,
  chunks: readonly Uint8Array[],
): Promise<{ bytes: Buffer; error: Error | null }> {
  return collect(decompress.createTransform!(settings({ algorithm }))(asStream(chunks)));
}

/** Text that compresses to something longer than a few bytes. */
const TEXT = Buffer.from(Array.from({ length: 60 }, (_, i) => `line ${i * 7919}\n`).join(''));

const COMPRESSED: readonly (readonly [string, Buffer])[] = [
  ['gzip', gzipSync(TEXT)],
  ['zlib', deflateSync(TEXT)],
  ['br', brotliCompressSync(TEXT)],
];

describe('a whole stream', () => {
  test.each(COMPRESSED)('%s', async (algorithm, compressed) => {
    expect(await stream(algorithm, [compressed])).toEqual({ bytes: TEXT, error: null });
  });

  test.each([
    ['gzip', gzipSync(TEXT)],
    ['zlib, fast', deflateSync(TEXT, { level: 1 })],
    ['zlib', deflateSync(TEXT)],
    ['zlib, small', deflateSync(TEXT, { level: 9 })],
  ])('autodetect recognises %s', async (_name, compressed) => {
    expect(await stream('autodetect', [compressed])).toEqual({ bytes: TEXT, error: null });
  });

  test.each(['', 'x', 'plain text', '\x1f'])('autodetect passes on %j as it is', async (text) => {
    const bytes = Buffer.from(text);
    expect(await stream('autodetect', [bytes])).toEqual({ bytes, error: null });
  });

  test.each(COMPRESSED)('%s: no input is no output', async (algorithm) => {
    expect(await stream(algorithm, [])).toEqual({ bytes: Buffer.alloc(0), error: null });
  });

  test('gzip members one behind the other, and zeros behind the last', async () => {
    const members = Buffer.concat([gzipSync('one '), gzipSync(''), gzipSync('two'), Buffer.alloc(100)]);
    expect((await stream('gzip', [members])).bytes.toString()).toBe('one two');
  });

  test.each(COMPRESSED)(
    '%s: bytes behind the end are an error, and the rest stands',
    async (algorithm, z) => {
      const { bytes, error } = await stream(algorithm, [z, Buffer.from('more')]);
      expect(bytes.equals(TEXT)).toBe(true);
      expect(error).toBeInstanceOf(CodecError);
      const together = await stream(algorithm, [Buffer.concat([z, Buffer.from('more')])]);
      expect(together.bytes.equals(TEXT)).toBe(true);
      expect(together.error).toEqual(error);
    },
  );

  describe('gzip with a fault behind its data: all that came before stands, wherever chunks begin and end', () => {
    const lines = Buffer.from(Array.from({ length: 3_000 }, (_, i) => `line ${i * 7919}\n`).join(''));
    const whole = gzipSync(lines);
    const behind = (...bytes: number[]): Buffer => Buffer.concat([whole, Buffer.from(bytes)]);
    const flipped = (fromEnd: number): Buffer => {
      const copy = Buffer.from(whole);
      copy[copy.length - fromEnd]! ^= 1;
      return copy;
    };
    const more = 'there are more bytes after the end of the gzip data';

    test.each([
      ['text', behind(...Buffer.from('garbage')), more],
      ['zeros, then text', behind(0, 0, 0, 120), more],
      ['half a signature, then text', behind(0x1f, 120), more],
      ['a member of an unknown kind', behind(0x1f, 0x8b, 9, 0, 0), more],
      ['a member that is cut off in its header', behind(0x1f, 0x8b, 8), 'the gzip data is cut off'],
      ['a wrong checksum', flipped(8), 'the gzip data is damaged: it has a wrong checksum'],
      ['a wrong length', flipped(1), 'the gzip data is damaged: it has a wrong length'],
      ['a trailer that is cut off', whole.subarray(0, -3), 'the gzip data is cut off'],
      ['no trailer', whole.subarray(0, -8), 'the gzip data is cut off'],
    ])('%s', async (_name, compressed, expected) => {
      const near = Array.from({ length: 24 }, (_, i) => compressed.length - i);
      for (const places of [[], near, ...near.map((place) => [place])]) {
        const { bytes, error } = await stream('gzip', cutAt(compressed, places));
        expect(error).toEqual(new CodecError(expected));
        expect(bytes.equals(lines)).toBe(true);
      }
    });
  });

  test('gzip headers with all that they may hold, cut at any place', async () => {
    // Extra field, name, comment and header checksum (RFC 1952, section 2.3.1).
    const header = [0x1f, 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3, 3, 0, 1, 0, 2, 110, 0, 99, 0, 7, 7];
    const member = gzipSync(TEXT).subarray(10);
    const compressed = Buffer.concat([gzipSync('one '), Buffer.from(header), member]);
    for (let place = 1; place < 60; place++) {
      const { bytes, error } = await stream('gzip', cutAt(compressed, [place]));
      expect(error).toBeNull();
      expect(bytes.toString()).toBe(`one ${TEXT.toString()}`);
    }
  });

  test('data of another format is an error that says so', async () => {
    const { bytes, error } = await stream('gzip', [Buffer.from('plain text')]);
    expect(bytes.length).toBe(0);
    expect(error).toEqual(new CodecError('this is not gzip data: incorrect header check'));
  });

  test('a failure of the source stays what it is', async () => {
    const failure = new Error('the disk is gone');
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield gzipSync(TEXT).subarray(0, 20);
      throw failure;
    }
    const { error } = await collect(decompress.createTransform!(settings({}))(failing()));
    expect(error).toBe(failure);
  });

  test.each(COMPRESSED)('%s: where chunks begin and end changes nothing', async (algorithm, compressed) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 10 }), async (places) => {
        const { bytes, error } = await stream(algorithm, cutAt(compressed, places));
        expect(error).toBeNull();
        expect(bytes.equals(TEXT)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test.each(COMPRESSED)(
    '%s, cut off at any place: what came before stands',
    async (algorithm, compressed) => {
      let longest = 0;
      for (let length = 1; length < compressed.length; length += 5) {
        const torn = compressed.subarray(0, length);
        const { bytes, error } = await stream(algorithm, [torn]);
        expect(error, `${length} bytes`).toEqual(new CodecError(`the ${algorithm} data is cut off`));
        expect(TEXT.subarray(0, bytes.length).equals(bytes), `${length} bytes`).toBe(true);
        expect(bytes.length).toBeGreaterThanOrEqual(longest);
        longest = bytes.length;
        const single = await stream(
          algorithm,
          Array.from(torn, (byte) => Buffer.of(byte)),
        );
        expect(single.bytes.equals(bytes), `${length} bytes, one by one`).toBe(true);
      }
      expect(longest).toBeGreaterThan(TEXT.length * 0.8);
    },
  );

  test('little input that becomes much is given in pieces', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 9 });
    let total = 0;
    for await (const piece of decompress.createTransform!(settings({}))(asStream([bomb]))) {
      expect(piece.length).toBeLessThanOrEqual(1024 * 1024);
      total += piece.length;
    }
    expect(total).toBe(64 * 1024 * 1024);
  });

  test('a reader who leaves early is let go', async () => {
    for await (const piece of decompress.createTransform!(settings({}))(asStream([gzipSync(TEXT)]))) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
  });
});

describe('frame by frame', () => {
  const frame = (config: object, bytes: Uint8Array) =>
    frameAll(decompress.createFramer!(settings(config)), [bytes]);

  test.each(COMPRESSED)('%s', (algorithm, compressed) => {
    expect(frame({ algorithm }, compressed)).toEqual([{ text: TEXT.toString('latin1'), offset: 0 }]);
  });

  test.each(COMPRESSED)('%s: a frame that is cut off is an error with its bytes', (algorithm, compressed) => {
    const torn = compressed.subarray(0, compressed.length >> 1);
    expect(frame({ algorithm }, torn)).toEqual([
      { text: torn.toString('latin1'), offset: 0, error: `the ${algorithm} data is cut off` },
    ]);
  });

  test.each(COMPRESSED)('%s: bytes behind the end are an error', (algorithm, compressed) => {
    const [taken] = frame({ algorithm }, Buffer.concat([compressed, Buffer.from('more')]));
    expect(taken!.error).toBe(`there are more bytes after the end of the ${algorithm} data`);
  });

  test('a frame may become as large as the limit and not larger', () => {
    const compressed = gzipSync(TEXT);
    expect(frame({ max_frame_bytes: TEXT.length }, compressed)[0]!.error).toBeUndefined();
    expect(frame({ max_frame_bytes: TEXT.length - 1 }, compressed)[0]!.error).toBe(
      `the frame is larger than \`max_frame_bytes\` (${TEXT.length - 1}) when decompressed`,
    );
  });

  test('an empty frame stays one', () => {
    expect(frame({ algorithm: 'gzip' }, Buffer.alloc(0))).toEqual([{ text: '', offset: 0 }]);
  });
});

test.each(['xz2', 'snappy', 'lz4', 'zstd'])('%s is refused with the list of what there is', (algorithm) => {
  const { error } = decompress.settings.safeParse({ algorithm });
  expect(error!.issues.map(({ message }) => message)).toEqual([
    `"${algorithm}" is not supported: it must be one of "autodetect", "gzip", "zlib", "br"`,
  ]);
});
