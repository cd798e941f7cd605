import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter, type Codec, CodecError, type Value } from '../../../src/runtime/api.ts';
import { jsonCodec } from '../../../src/runtime/codecs/json.ts';
import { LazyJson } from '../../../src/runtime/value/lazy-json.ts';
import { jsonText } from '../../../src/runtime/value/json.ts';
import { asPlain, jsonTexts } from '../value/json-model.ts';

function codec(...fields: readonly string[]): Codec {
  return jsonCodec.create({}, { fields });
}

function decode(text: string | Uint8Array, made = codec()): Value | undefined {
  const bytes = Buffer.from(text);
  return made.decode(bytes, 0, bytes.length);
}

function encoded(value: Value): string {
  const out = new ByteWriter();
  codec().encode(value, out);
  return out.written.toString();
}

test('frames of one block after another, in any order', () => {
  const made = codec('key');
  const blocks = ['{"key":"é"}\n{"key":2}\n', '{"key":[3]}\n'].map((text) => Buffer.from(text));
  const read = (block: Buffer, start: number, end: number): unknown =>
    asPlain((made.decode(block, start, end) as LazyJson).field('key')!);
  expect(read(blocks[0]!, 0, 12)).toBe('é');
  expect(read(blocks[1]!, 0, 11)).toEqual([3]);
  expect(read(blocks[0]!, 13, 22)).toBe(2);
});

test('an event stays as it was when the next one is decoded', () => {
  const made = codec('a');
  const first = decode('{"a":{"b":1}}', made) as LazyJson;
  decode('{"c":2}', made);
  expect(jsonText(first.field('a')!)).toBe('{"b":1}');
});

test('bytes that are no Buffer', () => {
  const bytes = new Uint8Array(Buffer.from('[1]'));
  expect(asPlain(codec().decode(bytes, 0, 3)!)).toEqual([1]);
});

test('a frame of white space holds no event', () => {
  expect(decode('')).toBeUndefined();
  expect(decode(' \t\r\n')).toBeUndefined();
});

describe('refuses', () => {
  test.each([
    ['what is not JSON', '{"a":1}}', 'not JSON: expected the end of the text at byte 7, found `}`', 7],
    ['a word without quotes', 'hello', 'not JSON: expected a value at byte 0, found `h`', 0],
    ['bytes that are not UTF-8', Buffer.from('{"a":"\xff"}', 'latin1'), 'not UTF-8: byte 0xff at byte 6', 6],
    ['half a character', Buffer.from('"\xc3"', 'latin1'), 'not UTF-8: byte 0xc3 at byte 1', 1],
  ])('%s', (_what, frame, message, offset) => {
    const attempt = (): unknown => decode(frame);
    expect(attempt).toThrow(CodecError);
    expect(attempt).toThrow(expect.objectContaining({ message, offset }) as Error);
  });

  test('a wrong frame only, not the right one beside it', () => {
    const bytes = Buffer.from('"\xff"\n"right"', 'latin1');
    const made = codec();
    expect(() => made.decode(bytes, 0, 3)).toThrow(CodecError);
    expect(made.decode(bytes, 4, bytes.length)).toBe('right');
  });
});

test('what no script looks into leaves as it came, whatever is asked for', () => {
  fc.assert(
    fc.property(jsonTexts, fc.subarray(['key', 'a', '']), (text, fields) => {
      const value = decode(`  ${text} `, codec(...fields))!;
      if (!(value instanceof LazyJson)) return;
      const hasLineBreak = /[\r\n]/.test(text);
      const sent = encoded(value);
      expect(sent === text).toBe(!hasLineBreak);
      expect(JSON.parse(sent)).toStrictEqual(JSON.parse(text));
    }),
  );
});

test('encoding what was decoded and decoding it again gives the same', () => {
  fc.assert(
    fc.property(jsonTexts, (text) => {
      const once = encoded(decode(text)!);
      expect(encoded(decode(once)!)).toBe(once);
    }),
  );
});
