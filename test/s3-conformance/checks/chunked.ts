import { crc32 } from 'node:zlib';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { chunkedPut } from '../../kit/chunked-body.ts';
import type { ChunkedPayloadHash, ChunkedUpload } from '../../kit/chunked-body.ts';
import { someBytes } from '../../local-s3/kit.ts';
import { check } from '../check.ts';
import type { Check } from '../check.ts';
import { expectRefusal, refused } from '../expectations.ts';
import type { Ground } from '../ground.ts';

const BYTES = someBytes(150_000, 9);
const CHUNKS = [BYTES.subarray(0, 65_536), BYTES.subarray(65_536, 131_072), BYTES.subarray(131_072)];
const SIGNED = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const TRAILED: readonly [name: string, ChunkedPayloadHash][] = [
  ['signed-trailer', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'],
  ['unsigned-trailer', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'],
];

function send(ground: Ground, upload: Partial<ChunkedUpload>) {
  const path = ground.path('a');
  return ground.raw(chunkedPut(ground.address, { path, payloadHash: SIGNED, chunks: CHUNKS, ...upload }));
}

function crc32Trailer(bytes: Buffer): readonly [string, string] {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bytes));
  return ['x-amz-checksum-crc32', value.toString('base64')];
}

async function expectNothing(ground: Ground): Promise<void> {
  await refused(ground.client.send(new HeadObjectCommand(ground.at('a'))), 404);
}

export const chunkedChecks: readonly Check[] = [
  check(
    'chunked/signed',
    'An aws-chunked body with signed chunks is stored without its framing',
    async (ground) => {
      expect(await send(ground, {})).toMatchObject({ status: 200 });
      expect((await ground.read('a')).equals(BYTES)).toBe(true);
    },
  ),

  check('chunked/empty', 'An aws-chunked body may be empty', async (ground) => {
    expect(await send(ground, { chunks: [] })).toMatchObject({ status: 200 });
    expect(await ground.read('a')).toHaveLength(0);
  }),

  check(
    'chunked/encoding',
    '`aws-chunked` is no content encoding of the object, others are',
    async (ground) => {
      await send(ground, { headers: { 'content-encoding': 'aws-chunked,gzip' } });
      const { headers } = await ground.raw({ method: 'HEAD', path: ground.path('a') });
      expect(headers['content-encoding']).toBe('gzip');
    },
  ),

  check('chunked/forged', 'A chunk with a wrong signature is SignatureDoesNotMatch', async (ground) => {
    expectRefusal(await send(ground, { forgedChunk: 1 }), 403, 'SignatureDoesNotMatch');
    await expectNothing(ground);
  }),

  check(
    'chunked/short',
    'Fewer bytes than x-amz-decoded-content-length are IncompleteBody',
    async (ground) => {
      const headers = { 'x-amz-decoded-content-length': `${BYTES.length + 1}` };
      expectRefusal(await send(ground, { headers }), 400, 'IncompleteBody');
      await expectNothing(ground);
    },
  ),

  ...TRAILED.flatMap(([name, payloadHash]) => [
    check(`chunked/${name}`, `A checksum may follow the body: ${payloadHash}`, async (ground) => {
      const trailer = crc32Trailer(BYTES);
      expect(await send(ground, { payloadHash, trailer })).toMatchObject({ status: 200 });
      expect((await ground.read('a')).equals(BYTES)).toBe(true);
    }),

    check(`chunked/${name}/wrong`, 'A wrong checksum in the trailer is BadDigest', async (ground) => {
      const trailer = crc32Trailer(Buffer.from('something else'));
      expectRefusal(await send(ground, { payloadHash, trailer }), 400, 'BadDigest');
      await expectNothing(ground);
    }),
  ]),
];
