import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ChecksumAlgorithm, CompletedPart, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { CHECKSUM_ALGORITHMS, createChecksum } from '../../../src/local-s3/body/checksum.ts';
import { BUCKET, clientOf, rawRequest, signedHeaders, someBytes, startServer } from '../kit.ts';
import type { RawRequest } from '../kit.ts';

const TARGET = { Bucket: BUCKET, Key: 'a' };
const BODY = someBytes(100_000);

function checksumOf(algorithm: ChecksumAlgorithm, bytes: Buffer): string {
  const checksum = createChecksum(CHECKSUM_ALGORITHMS.find((known) => known === algorithm)!);
  checksum.update(bytes);
  return checksum.digest().toString('base64');
}

test.each(CHECKSUM_ALGORITHMS)('%s of a buffer and of a stream', async (algorithm) => {
  const s3 = clientOf(await startServer());
  const name = `Checksum${algorithm}`;
  const value = checksumOf(algorithm, BODY);
  const streamed = Readable.from([BODY.subarray(0, 777), BODY.subarray(777)], { objectMode: false });
  for (const Body of [BODY, streamed]) {
    const input = { ...TARGET, Body, ContentLength: BODY.length, ChecksumAlgorithm: algorithm };
    expect(await s3.send(new PutObjectCommand(input))).toMatchObject({ [name]: value });
    const head = await s3.send(new HeadObjectCommand({ ...TARGET, ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({ [name]: value, ChecksumType: 'FULL_OBJECT' });
    const got = await s3.send(new GetObjectCommand({ ...TARGET, ChecksumMode: 'ENABLED' }));
    expect(Buffer.compare(await got.Body!.transformToByteArray(), BODY)).toBe(0);
    expect(got.ContentEncoding).toBeUndefined();
  }
});

test('nobody is told of checksums who does not ask, or who asks for a part', async () => {
  const server = await startServer();
  await clientOf(server).send(new PutObjectCommand({ ...TARGET, Body: BODY }));
  const path = `/${BUCKET}/a`;
  const plain = await rawRequest(server, { method: 'HEAD', path });
  expect(plain.headers['x-amz-checksum-crc32']).toBeUndefined();
  const headers = { 'x-amz-checksum-mode': 'ENABLED', range: 'bytes=0-9' };
  const part = await rawRequest(server, { path, headers });
  expect(part.headers['x-amz-checksum-crc32']).toBeUndefined();
});

const CRC32_OF_BODY = Buffer.alloc(4);
CRC32_OF_BODY.writeUInt32BE(crc32('body'));
const RIGHT = CRC32_OF_BODY.toString('base64');

test.each<[string, Record<string, string>, number, string | undefined]>([
  ['a right one', { 'x-amz-checksum-crc32': RIGHT }, 200, undefined],
  ['a wrong one', { 'x-amz-checksum-crc32': 'AAAAAA==' }, 400, 'BadDigest'],
  ['one that is none', { 'x-amz-checksum-crc32': 'AAA' }, 400, 'InvalidRequest'],
  ['two', { 'x-amz-checksum-crc32': RIGHT, 'x-amz-checksum-sha1': 'x' }, 400, 'InvalidRequest'],
  ['one that is only announced', { 'x-amz-sdk-checksum-algorithm': 'CRC32' }, 400, 'InvalidRequest'],
  [
    'one that is promised for nowhere',
    { 'x-amz-trailer': 'x-amz-checksum-crc32' },
    400,
    'MalformedTrailerError',
  ],
  ['one of another kind', { 'x-amz-checksum-md5': 'AAAAAAAAAAA=' }, 501, 'NotImplemented'],
])('a checksum header: %s', async (_, headers, status, code) => {
  const server = await startServer();
  const response = await rawRequest(server, { method: 'PUT', path: `/${BUCKET}/a`, body: 'body', headers });
  expect([response.status, response.code]).toEqual([status, code]);
  const head = await rawRequest(server, { method: 'HEAD', path: `/${BUCKET}/a` });
  expect(head.status).toBe(status === 200 ? 200 : 404);
});

const CHUNKED = {
  method: 'PUT',
  path: `/${BUCKET}/a`,
  payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
} satisfies RawRequest;
const CHUNKED_HEADERS = { 'x-amz-decoded-content-length': '4', 'x-amz-trailer': 'x-amz-checksum-crc32' };

test.each<[string, string, Record<string, string>, number, string | undefined]>([
  ['right', `4\r\nbody\r\n0\r\nx-amz-checksum-crc32:${RIGHT}\r\n\r\n`, {}, 200, undefined],
  ['wrong', '4\r\nbody\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', {}, 400, 'BadDigest'],
  ['none', '4\r\nbody\r\n0\r\nx-amz-checksum-crc32:AA\r\n\r\n', {}, 400, 'InvalidRequest'],
  ['missing', '4\r\nbody\r\n0\r\n\r\n', {}, 400, 'MalformedTrailerError'],
  ['too short a body', `3\r\nbod\r\n0\r\nx-amz-checksum-crc32:${RIGHT}\r\n\r\n`, {}, 400, 'IncompleteBody'],
  ['no frame', 'body', {}, 400, 'IncompleteBody'],
  [
    'an unknown length',
    `4\r\nbody\r\n0\r\nx-amz-checksum-crc32:${RIGHT}\r\n\r\n`,
    { 'x-amz-decoded-content-length': 'four' },
    400,
    'InvalidArgument',
  ],
  ['an unknown trailer', '0\r\n\r\n', { 'x-amz-trailer': 'x-amz-checksum-md5' }, 501, 'NotImplemented'],
])('an aws-chunked body with a trailer that is %s', async (_, body, headers, status, code) => {
  const server = await startServer();
  const response = await rawRequest(server, {
    ...CHUNKED,
    body,
    headers: { ...CHUNKED_HEADERS, ...headers },
  });
  expect([response.status, response.code]).toEqual([status, code]);
});

test('a body of unknown length', async () => {
  const server = await startServer();
  const raw = { ...CHUNKED, headers: { 'x-amz-trailer': 'x-amz-checksum-crc32' }, body: '0\r\n\r\n' };
  const response = await rawRequest(server, raw);
  expect([response.status, response.code]).toEqual([411, 'MissingContentLength']);
  expect(signedHeaders(server, raw)['x-amz-decoded-content-length']).toBeUndefined();
});

async function uploadParts(
  s3: S3Client,
  algorithm: ChecksumAlgorithm,
  type: 'COMPOSITE' | 'FULL_OBJECT',
  bodies: readonly Buffer[],
): Promise<{ UploadId: string; Parts: CompletedPart[] }> {
  const begun = await s3.send(
    new CreateMultipartUploadCommand({ ...TARGET, ChecksumAlgorithm: algorithm, ChecksumType: type }),
  );
  expect(begun).toMatchObject({ ChecksumAlgorithm: algorithm, ChecksumType: type });
  const Parts: CompletedPart[] = [];
  for (const [index, Body] of bodies.entries()) {
    const part = { ...TARGET, UploadId: begun.UploadId, PartNumber: index + 1, ChecksumAlgorithm: algorithm };
    const { ETag, ...sent } = await s3.send(new UploadPartCommand({ ...part, Body }));
    const name = `Checksum${algorithm}` as 'ChecksumCRC32';
    Parts.push({ PartNumber: index + 1, ETag, [name]: sent[name] });
  }
  return { UploadId: begun.UploadId!, Parts };
}

const COMPOSABLE = ['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const;
const BODIES = [someBytes(5 * 1024 * 1024, 7), someBytes(321, 8)];

test.each(COMPOSABLE)('%s of an upload is composed of those of its parts', async (algorithm) => {
  const s3 = clientOf(await startServer());
  const name = `Checksum${algorithm}`;
  const { UploadId, Parts } = await uploadParts(s3, algorithm, 'COMPOSITE', BODIES);
  const { Parts: listed, ChecksumType } = await s3.send(new ListPartsCommand({ ...TARGET, UploadId }));
  expect(ChecksumType).toBe('COMPOSITE');
  expect(listed).toMatchObject(BODIES.map((body) => ({ [name]: checksumOf(algorithm, body) })));
  const digests = BODIES.map((body) => Buffer.from(checksumOf(algorithm, body), 'base64'));
  const expected = {
    [name]: `${checksumOf(algorithm, Buffer.concat(digests))}-2`,
    ChecksumType: 'COMPOSITE',
  };
  const completed = await s3.send(
    new CompleteMultipartUploadCommand({ ...TARGET, UploadId, MultipartUpload: { Parts } }),
  );
  expect(completed).toMatchObject(expected);
  const got = await s3.send(new GetObjectCommand({ ...TARGET, ChecksumMode: 'ENABLED' }));
  expect(got).toMatchObject(expected);
  expect(await got.Body?.transformToByteArray()).toHaveLength(BODIES[0]!.length + 321);
});

test.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('%s of the full object', async (algorithm) => {
  const s3 = clientOf(await startServer());
  const name = `Checksum${algorithm}`;
  const value = checksumOf(algorithm, Buffer.concat(BODIES));
  const { UploadId, Parts } = await uploadParts(s3, algorithm, 'FULL_OBJECT', BODIES);
  const complete = { ...TARGET, UploadId, MultipartUpload: { Parts } };
  await expect(
    s3.send(new CompleteMultipartUploadCommand({ ...complete, [name]: checksumOf(algorithm, BODY) })),
  ).rejects.toMatchObject({ name: 'BadDigest' });
  await expect(
    s3.send(new CompleteMultipartUploadCommand({ ...complete, ChecksumType: 'COMPOSITE' })),
  ).rejects.toMatchObject({ name: 'InvalidRequest' });
  const completed = await s3.send(
    new CompleteMultipartUploadCommand({ ...complete, [name]: value, ChecksumType: 'FULL_OBJECT' }),
  );
  expect(completed).toMatchObject({ [name]: value, ChecksumType: 'FULL_OBJECT' });
  const got = await s3.send(new GetObjectCommand({ ...TARGET, ChecksumMode: 'ENABLED' }));
  const bytes = await got.Body!.transformToByteArray();
  expect(createHash('md5').update(bytes).digest()).toEqual(
    createHash('md5').update(Buffer.concat(BODIES)).digest(),
  );
});

test('a completion has to name the checksums of the parts, and the right ones', async () => {
  const s3 = clientOf(await startServer());
  const { UploadId, Parts } = await uploadParts(s3, 'CRC32', 'COMPOSITE', BODIES);
  const complete = (changed: CompletedPart[]): Promise<unknown> =>
    s3.send(new CompleteMultipartUploadCommand({ ...TARGET, UploadId, MultipartUpload: { Parts: changed } }));
  await expect(complete(Parts.map(({ ChecksumCRC32: _, ...part }) => part))).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: expect.stringContaining('It was missing for part 1 in the request.') as string,
  });
  await expect(complete(Parts.map((part) => ({ ...part, ChecksumCRC32: 'AAAAAA==' })))).rejects.toMatchObject(
    { name: 'InvalidPart' },
  );
  await complete(Parts);
});

test('a part has the kind of checksum that the upload was begun with', async () => {
  const s3 = clientOf(await startServer());
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ ...TARGET, ChecksumAlgorithm: 'SHA256' }),
  );
  const part = { ...TARGET, UploadId, PartNumber: 1, Body: 'x' };
  await expect(s3.send(new UploadPartCommand({ ...part, ChecksumAlgorithm: 'CRC32' }))).rejects.toMatchObject(
    {
      name: 'InvalidRequest',
      message: 'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32',
    },
  );
});

test.each<[Record<string, string>, number, string]>([
  [{ 'x-amz-checksum-algorithm': 'XXHASH3' }, 501, 'NotImplemented'],
  [{ 'x-amz-checksum-algorithm': 'CRC64NVME', 'x-amz-checksum-type': 'COMPOSITE' }, 400, 'InvalidRequest'],
  [{ 'x-amz-checksum-type': 'FULL_OBJECT' }, 400, 'InvalidRequest'],
  [{ 'x-amz-checksum-algorithm': 'SHA1', 'x-amz-checksum-type': 'FULL_OBJECT' }, 400, 'InvalidRequest'],
])('an upload begun with %j', async (headers, status, code) => {
  const server = await startServer();
  const response = await rawRequest(server, { method: 'POST', path: `/${BUCKET}/a?uploads`, headers });
  expect([response.status, response.code]).toEqual([status, code]);
});
