import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter, CodecError } from '../../../src/runtime/api.ts';
import type { Value } from '../../../src/runtime/api.ts';
import { binaryCodec } from '../../../src/runtime/codecs/binary.ts';

const codec = binaryCodec.create({}, { fields: [] });

test('any bytes come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(), fc.nat(), (bytes, a, b) => {
      const [start, end] = [a % (bytes.length + 1), b % (bytes.length + 1)].sort((x, y) => x - y) as [
        number,
        number,
      ];
      const out = new ByteWriter(0);
      codec.encode(codec.decode(bytes, start, end)!, out);
      expect(out.written.equals(bytes.subarray(start, end))).toBe(true);
    }),
  );
});

test('a string goes out as UTF-8', () => {
  const out = new ByteWriter(0);
  codec.encode('müde', out);
  expect(out.written).toEqual(Buffer.from('müde'));
});

test.each<[Value, string]>([
  [7, 'codec `binary` writes bytes and strings, not the integer `7`'],
  [new Map(), 'codec `binary` writes bytes and strings, not a record'],
  ['a\udc00', 'codec `binary` writes bytes and strings, not a string with half a surrogate pair in it'],
])('%j has no bytes', (value, message) => {
  const out = new ByteWriter(0);
  expect(() => codec.encode(value, out)).toThrow(new CodecError(message));
  expect(out.length).toBe(0);
});
