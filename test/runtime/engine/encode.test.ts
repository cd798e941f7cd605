import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ByteWriter, CodecError, EMPTY_RECORD } from '../../../src/runtime/api.ts';
import type { Encoder, Postprocessor } from '../../../src/runtime/api.ts';
import { stringCodec } from '../../../src/runtime/codecs/string.ts';
import { createEncoder } from '../../../src/runtime/engine/encode.ts';
import { compress } from '../../../src/runtime/postprocessors/compress.ts';
import { separate } from '../../../src/runtime/postprocessors/separate.ts';

const lines = (): Postprocessor => separate.create(separate.settings.parse({}));
const gzip = (): Postprocessor => compress.create(compress.settings.parse({}));

/** In place, and through a chain: the same bytes. */
const CHAINS: readonly (readonly [string, () => readonly Postprocessor[], (bytes: Buffer) => Buffer])[] = [
  ['separate', () => [lines()], (bytes) => bytes],
  ['separate, compress', () => [lines(), gzip()], gunzipSync],
  ['separate, compress, compress', () => [lines(), gzip(), gzip()], (bytes) => gunzipSync(gunzipSync(bytes))],
];

function encoderOf(postprocessors: readonly Postprocessor[]): Encoder {
  return createEncoder(stringCodec.create({}, { fields: [] }), postprocessors);
}

describe.each(CHAINS)('%s', (_name, postprocessors, undo) => {
  test('gives every event, those without a byte, too', () => {
    const encoder = encoderOf(postprocessors());
    const out = new ByteWriter();
    for (const event of ['one', '', 'two', '']) encoder.encode(event, EMPTY_RECORD, out);
    encoder.finish(out);
    expect(undo(out.written).toString()).toBe('one\n\ntwo\n\n');
  });

  test('an event that has no text leaves nothing behind', () => {
    const encoder = encoderOf(postprocessors());
    const out = new ByteWriter();
    encoder.encode('one', EMPTY_RECORD, out);
    expect(() => encoder.encode('\ud800', EMPTY_RECORD, out)).toThrow(CodecError);
    encoder.encode('two', EMPTY_RECORD, out);
    encoder.finish(out);
    expect(undo(out.written).toString()).toBe('one\ntwo\n');
  });
});

test('without postprocessors events follow one another', () => {
  const encoder = encoderOf([]);
  const out = new ByteWriter();
  encoder.encode('one', EMPTY_RECORD, out);
  encoder.encode('two', EMPTY_RECORD, out);
  encoder.finish(out);
  expect(out.written.toString()).toBe('onetwo');
});
