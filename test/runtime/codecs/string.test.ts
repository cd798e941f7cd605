import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter, CodecError, Float } from '../../../src/runtime/api.ts';
import type { Value } from '../../../src/runtime/api.ts';
import { stringCodec } from '../../../src/runtime/codecs/string.ts';

const codec = stringCodec.create({}, { fields: [] });

function encode(value: Value): Buffer {
  const out = new ByteWriter(0);
  codec.encode(value, out);
  return out.written;
}

describe('decode', () => {
  test('only the given part of the bytes', () => {
    expect(codec.decode(Buffer.from('a müde b'), 2, 7)).toBe('müde');
  });

  test('a byte order mark is text', () => {
    expect(codec.decode(Buffer.from('\ufeffa'), 0, 4)).toBe('\ufeffa');
  });

  test('a replacement character that stands there is one', () => {
    expect(codec.decode(Buffer.from('a\ufffdb'), 0, 5)).toBe('a\ufffdb');
  });

  test.each([
    ['a byte that begins nothing', [0x61, 0xff], 'not UTF-8: byte 0xff at byte 1'],
    ['a character that is cut off', [0x61, 0x62, 0xc3], 'not UTF-8: byte 0xc3 at byte 2'],
    ['half a surrogate pair', [0xed, 0xa0, 0x80], 'not UTF-8: byte 0xed at byte 0'],
  ])('%s is an error', (_what, bytes, message) => {
    expect(() => codec.decode(Uint8Array.from(bytes), 0, bytes.length)).toThrow(message);
  });
});

describe('encode', () => {
  test.each<[Value, string]>([
    ['text', 'text'],
    [Buffer.from('bytes'), 'bytes'],
    [7, '7'],
    [new Float(7), '7.0'],
    [null, 'null'],
    [['a', 1], '["a",1]'],
    [new Map([['a', 'b']]), '{"a":"b"}'],
  ])('%j', (value, text) => {
    expect(encode(value).toString()).toBe(text);
  });

  test.each<[string, Value, string]>([
    ['half a surrogate pair', 'a\ud800', 'not Unicode text: half a surrogate pair at character 1'],
    ['bytes that are no text', Uint8Array.of(0x61, 0xff), 'not UTF-8: byte 0xff at byte 1'],
  ])('%s is an error and leaves nothing behind', (_what, value, message) => {
    const out = new ByteWriter(0);
    expect(() => codec.encode(value, out)).toThrow(message);
    expect(out.length).toBe(0);
  });
});

test('any text comes back as it was', () => {
  const character = fc
    .integer({ min: 0, max: 0x10ffff })
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCodePoint(code));
  fc.assert(
    fc.property(fc.array(character), (characters) => {
      const text = characters.join('');
      const bytes = encode(text);
      expect(codec.decode(bytes, 0, bytes.length)).toBe(text);
    }),
  );
});

test('any bytes are decoded and come back as they were, or are an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      let text;
      try {
        text = codec.decode(bytes, 0, bytes.length)!;
      } catch (error) {
        expect(error).toBeInstanceOf(CodecError);
        return;
      }
      expect(encode(text).equals(bytes)).toBe(true);
    }),
  );
});
