import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AwsChunkedDecoder } from '../../../src/local-s3/body/aws-chunked.ts';

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));

function framed(chunks: readonly Buffer[], trailer: string): Buffer {
  const frames = chunks.flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)}\r\n`),
    chunk,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...frames, Buffer.from(`0\r\n${trailer}\r\n`)]);
}

test('gives the payload and the trailers, wherever the network cuts', () => {
  fc.assert(
    fc.property(
      fc.array(
        bytes.filter(({ length }) => length > 0),
        { maxLength: 5 },
      ),
      fc.array(fc.nat(1500)),
      (chunks, cuts) => {
        const body = framed(chunks, 'x-amz-checksum-crc32:AAAAAA==\r\n');
        const decoder = new AwsChunkedDecoder(undefined);
        const payload: Buffer[] = [];
        let from = 0;
        for (const to of [...cuts.sort((left, right) => left - right), body.length]) {
          payload.push(...decoder.decode(body.subarray(from, Math.max(from, to))));
          from = Math.max(from, to);
        }
        decoder.finish();
        expect(Buffer.concat(payload).equals(Buffer.concat(chunks))).toBe(true);
        expect(Object.fromEntries(decoder.trailers)).toEqual({ 'x-amz-checksum-crc32': 'AAAAAA==' });
      },
    ),
  );
});

function numbered(count: number): string {
  return Array.from({ length: count }, (_, index) => `x-${index}:a\r\n`).join('');
}

test.each([
  ['nothing', '', 'IncompleteBody'],
  ['a chunk cut off', '5\r\nabc', 'IncompleteBody'],
  ['no last chunk', '3\r\nabc\r\n', 'IncompleteBody'],
  ['a size that is none', 'xyz\r\nabc\r\n', 'IncompleteBody'],
  ['a chunk longer than its size', '2\r\nabc\r\n0\r\n\r\n', 'IncompleteBody'],
  ['bytes after the end', '0\r\n\r\nabc\r\n', 'IncompleteBody'],
  ['a line without end', '1'.repeat(5000), 'IncompleteBody'],
  ['trailers without end', `0\r\n${numbered(17)}\r\n`, 'MalformedTrailerError'],
  ['a trailer without value', '0\r\nx-amz-checksum-crc32\r\n\r\n', 'MalformedTrailerError'],
])('refuses %s', (_, body, code) => {
  const decode = (): void => {
    const decoder = new AwsChunkedDecoder(undefined);
    decoder.decode(Buffer.from(body));
    decoder.finish();
  };
  expect(decode).toThrow(expect.objectContaining({ code }));
});
