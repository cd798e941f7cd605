import { createHash } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { CopyObjectCommandInput, CopyObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, expect, test } from 'vitest';
import { createChecksum } from '../../../src/local-s3/body/checksum.ts';
import type { ChecksumAlgorithm } from '../../../src/local-s3/storage/records.ts';
import type { LocalS3 } from '../../../src/local-s3/index.ts';
import { BUCKET, bytesOf, clientOf, rawRequest, someBytes, startServer } from '../kit.ts';

const MIB = 1024 * 1024;
const SOURCE = { Bucket: BUCKET, Key: 'from' };
const COPY = { Bucket: BUCKET, Key: 'to' };
const LONG_AGO = new Date('2001-01-01T00:00:00Z');
const LATER = new Date('2100-01-01T00:00:00Z');

let server: LocalS3;
let s3: S3Client;

beforeEach(async () => {
  server = await startServer();
  s3 = clientOf(server);
});

function copy(input: Partial<CopyObjectCommandInput> = {}): Promise<CopyObjectCommandOutput> {
  return s3.send(new CopyObjectCommand({ ...COPY, CopySource: `${BUCKET}/from`, ...input }));
}

async function read(target: { Bucket: string; Key: string }): Promise<Buffer> {
  return bytesOf((await s3.send(new GetObjectCommand({ ...target, ChecksumMode: 'ENABLED' }))).Body);
}

function checksumOf(algorithm: ChecksumAlgorithm, bytes: Buffer): string {
  const checksum = createChecksum(algorithm);
  checksum.update(bytes);
  return checksum.digest().toString('base64');
}

/** An upload of two parts, whose ETag is not the MD5 of its bytes. */
async function uploadSource(ChecksumAlgorithm?: ChecksumAlgorithm): Promise<Buffer> {
  const bodies = [someBytes(5 * MIB, 4), someBytes(1234, 5)];
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...SOURCE, ChecksumAlgorithm }));
  const Parts = [];
  for (const [index, Body] of bodies.entries()) {
    const part = { ...SOURCE, UploadId, PartNumber: index + 1, Body, ChecksumAlgorithm };
    Parts.push({ ...(await s3.send(new UploadPartCommand(part))), PartNumber: index + 1 });
  }
  await s3.send(new CompleteMultipartUploadCommand({ ...SOURCE, UploadId, MultipartUpload: { Parts } }));
  return Buffer.concat(bodies);
}

test('a copy has the bytes, ETag, checksum, metadata and tags of its source', async () => {
  const body = someBytes(300_000);
  const described = { ContentType: 'text/plain', CacheControl: 'no-store', Metadata: { a: 'b' } };
  await s3.send(
    new PutObjectCommand({
      ...SOURCE,
      ...described,
      Body: body,
      Tagging: 'x=1',
      StorageClass: 'STANDARD_IA',
      ServerSideEncryption: 'AES256',
      ChecksumAlgorithm: 'SHA256',
    }),
  );
  const source = await s3.send(new HeadObjectCommand({ ...SOURCE, ChecksumMode: 'ENABLED' }));
  const { CopyObjectResult } = await copy();
  expect(CopyObjectResult).toMatchObject({
    ETag: source.ETag,
    ChecksumSHA256: source.ChecksumSHA256,
    ChecksumType: 'FULL_OBJECT',
  });
  const made = await s3.send(new HeadObjectCommand({ ...COPY, ChecksumMode: 'ENABLED' }));
  expect(made).toMatchObject({
    ...described,
    ETag: source.ETag,
    ChecksumSHA256: source.ChecksumSHA256,
    TagCount: 1,
    LastModified: CopyObjectResult?.LastModified,
  });
  // These are of the place, not of the object.
  expect([made.StorageClass, made.ServerSideEncryption]).toEqual([undefined, undefined]);
  expect((await read(COPY)).equals(body)).toBe(true);
});

test('what is replaced, and what comes with the request', async () => {
  await s3.send(
    new PutObjectCommand({
      ...SOURCE,
      Body: 'x',
      ContentType: 'text/plain',
      Metadata: { old: '1' },
      Tagging: 'o=1',
    }),
  );
  const answer = await copy({
    MetadataDirective: 'REPLACE',
    TaggingDirective: 'REPLACE',
    ContentLanguage: 'de',
    Metadata: { new: '1' },
    Tagging: 'a=1&b=2',
    ACL: 'public-read',
    StorageClass: 'ONEZONE_IA',
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: 'k',
  });
  expect(answer).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'k' });
  expect(await s3.send(new HeadObjectCommand(COPY))).toMatchObject({
    ContentType: 'binary/octet-stream',
    ContentLanguage: 'de',
    Metadata: { new: '1' },
    TagCount: 2,
    StorageClass: 'ONEZONE_IA',
    SSEKMSKeyId: 'k',
  });
});

test('without a directive, metadata and tags of the request count for nothing', async () => {
  await s3.send(new PutObjectCommand({ ...SOURCE, Body: 'x', Metadata: { old: '1' }, Tagging: 'o=1' }));
  await copy({ Metadata: { new: '1' }, Tagging: 'a=1&b=2' });
  expect((await s3.send(new HeadObjectCommand(COPY))).Metadata).toEqual({ old: '1' });
  const { TagSet } = await s3.send(new GetObjectTaggingCommand(COPY));
  expect(TagSet).toEqual([{ Key: 'o', Value: '1' }]);
});

test.each<[string, ChecksumAlgorithm | undefined]>([
  ['without a checksum', undefined],
  ['with a composed one', 'CRC32C'],
])('a copy of an upload %s is one piece', async (_, algorithm) => {
  const body = await uploadSource(algorithm);
  const { CopyObjectResult } = await copy();
  expect(CopyObjectResult?.ETag).toBe(`"${createHash('md5').update(body).digest('hex')}"`);
  expect(CopyObjectResult?.ChecksumCRC32C).toBe(algorithm && checksumOf(algorithm, body));
  expect(CopyObjectResult?.ChecksumType).toBe(algorithm && 'FULL_OBJECT');
  expect((await read(COPY)).equals(body)).toBe(true);
  const part = await s3.send(new HeadObjectCommand({ ...COPY, PartNumber: 1 }));
  expect([part.PartsCount, part.ContentLength]).toEqual([undefined, body.length]);
});

test.each(['CRC32', 'CRC64NVME', 'SHA1'] as const)('%s is computed if it is asked for', async (algorithm) => {
  const body = someBytes(1_500_000, 6);
  await s3.send(new PutObjectCommand({ ...SOURCE, Body: body, ChecksumAlgorithm: 'SHA256' }));
  const { CopyObjectResult } = await copy({ ChecksumAlgorithm: algorithm });
  const expected = { [`Checksum${algorithm}`]: checksumOf(algorithm, body), ChecksumType: 'FULL_OBJECT' };
  expect(CopyObjectResult).toMatchObject(expected);
  expect(CopyObjectResult?.ChecksumSHA256).toBeUndefined();
  const made = await s3.send(new HeadObjectCommand({ ...COPY, ChecksumMode: 'ENABLED' }));
  expect(made).toMatchObject(expected);
});

test.each([
  'plain',
  'with blank',
  'a+b',
  'per%cent',
  'q?x=1&y',
  'ü/😀',
  'a//b/../c/',
  '/slash',
  '?versionId',
  'line\nfeed',
])('from and to the key %j, in another bucket', async (Key) => {
  await server.createBucket('other-bucket');
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }));
  const escaped = encodeURIComponent(Key);
  for (const [target, CopySource] of [
    [Key, `${BUCKET}/${escaped}`],
    [`${Key}2`, `/${BUCKET}/${escaped}`],
    [`${Key}3`, encodeURIComponent(`${BUCKET}/${Key}`)],
  ] as const) {
    await copy({ Bucket: 'other-bucket', Key: target, CopySource });
    expect((await read({ Bucket: 'other-bucket', Key: target })).toString()).toBe(Key);
  }
});

test('an object of no bytes', async () => {
  await s3.send(new PutObjectCommand({ ...SOURCE, Body: Buffer.alloc(0) }));
  await copy({ ChecksumAlgorithm: 'SHA1' });
  expect(await read(COPY)).toHaveLength(0);
});

test('a copy is a file of its own', async () => {
  await s3.send(new PutObjectCommand({ ...SOURCE, Body: 'first' }));
  await copy();
  await s3.send(new PutObjectCommand({ ...SOURCE, Body: 'second' }));
  expect((await read(COPY)).toString()).toBe('first');
  await copy();
  expect((await read(COPY)).toString()).toBe('second');
});

test.each<[string, (etag: string) => Partial<CopyObjectCommandInput>, boolean]>([
  ['If-Match that matches', (CopySourceIfMatch) => ({ CopySourceIfMatch }), true],
  ['If-Match that does not match', () => ({ CopySourceIfMatch: '"x"' }), false],
  ['If-None-Match that matches', (CopySourceIfNoneMatch) => ({ CopySourceIfNoneMatch }), false],
  ['If-None-Match that does not match', () => ({ CopySourceIfNoneMatch: '"x"' }), true],
  ['If-Modified-Since long ago', () => ({ CopySourceIfModifiedSince: LONG_AGO }), true],
  ['If-Modified-Since later', () => ({ CopySourceIfModifiedSince: LATER }), false],
  ['If-Unmodified-Since long ago', () => ({ CopySourceIfUnmodifiedSince: LONG_AGO }), false],
  ['If-Unmodified-Since later', () => ({ CopySourceIfUnmodifiedSince: LATER }), true],
  [
    'If-Match that matches, whatever the date',
    (CopySourceIfMatch) => ({ CopySourceIfMatch, CopySourceIfUnmodifiedSince: LONG_AGO }),
    true,
  ],
  [
    'If-None-Match that matches, whatever the date',
    (CopySourceIfNoneMatch) => ({ CopySourceIfNoneMatch, CopySourceIfModifiedSince: LONG_AGO }),
    false,
  ],
])('on condition of the source: %s', async (_, condition, isMet) => {
  const { ETag = '' } = await s3.send(new PutObjectCommand({ ...SOURCE, Body: 'x' }));
  const copied = copy(condition(ETag));
  if (isMet) await copied;
  else await expect(copied).rejects.toMatchObject({ name: 'PreconditionFailed' });
});

test('on condition of the destination', async () => {
  await s3.send(new PutObjectCommand({ ...SOURCE, Body: 'x' }));
  await expect(copy({ IfMatch: '"x"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
  await copy({ IfNoneMatch: '*' });
  await expect(copy({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(copy({ IfMatch: '"x"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  const { ETag } = await s3.send(new HeadObjectCommand(COPY));
  await copy({ IfMatch: ETag });
});

test('of ten copies that race to be the first, one wins', async () => {
  await s3.send(new PutObjectCommand({ ...SOURCE, Body: 'x' }));
  const copies = Array.from({ length: 10 }, () => copy({ IfNoneMatch: '*' }));
  const results = await Promise.allSettled(copies);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('onto itself, to change what is said about it', async () => {
  await s3.send(new PutObjectCommand({ ...SOURCE, Body: 'x', Metadata: { a: '1' } }));
  await expect(copy(SOURCE)).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: expect.stringContaining('copy an object to itself') as string,
  });
  await expect(copy({ ...SOURCE, TaggingDirective: 'REPLACE' })).rejects.toMatchObject({
    name: 'InvalidRequest',
  });
  await copy({ ...SOURCE, StorageClass: 'STANDARD_IA' });
  await copy({ ...SOURCE, ServerSideEncryption: 'AES256' });
  await copy({ ...SOURCE, MetadataDirective: 'REPLACE', Metadata: { b: '2' } });
  expect((await s3.send(new HeadObjectCommand(SOURCE))).Metadata).toEqual({ b: '2' });
  expect((await read(SOURCE)).toString()).toBe('x');
});

test.each<[string, Partial<CopyObjectCommandInput>, string]>([
  ['no key', { CopySource: BUCKET }, 'InvalidArgument'],
  ['an empty key', { CopySource: `${BUCKET}/` }, 'InvalidArgument'],
  ['no bucket', { CopySource: '/' }, 'InvalidArgument'],
  ['a broken escape', { CopySource: `${BUCKET}/%zz` }, 'InvalidArgument'],
  ['a bucket that is not there', { CopySource: 'missing/from' }, 'NoSuchBucket'],
  ['a key that is not there', { CopySource: `${BUCKET}/missing` }, 'NoSuchKey'],
  ['a directive that is none', { MetadataDirective: 'KEEP' as 'COPY' }, 'InvalidArgument'],
  ['a tagging directive that is none', { TaggingDirective: 'KEEP' as 'COPY' }, 'InvalidArgument'],
  ['a malformed version id', { CopySource: `${BUCKET}/from?versionId=x` }, 'InvalidArgument'],
  ['a wrong storage class', { StorageClass: 'COLD' as 'GLACIER' }, 'InvalidStorageClass'],
])('a copy with %s is refused', async (_, input, name) => {
  await s3.send(new PutObjectCommand({ ...SOURCE, Body: 'x' }));
  await expect(copy(input)).rejects.toMatchObject({ name });
  await expect(s3.send(new HeadObjectCommand(COPY))).rejects.toMatchObject({ name: 'NotFound' });
});

test('an archived object cannot be copied', async () => {
  await s3.send(new PutObjectCommand({ ...SOURCE, Body: 'x', StorageClass: 'GLACIER' }));
  await expect(copy()).rejects.toMatchObject({ name: 'InvalidObjectState' });
});

test('more than 5 GiB are not copied in one piece', async () => {
  await server.close();
  const sparse = await open(join(server.dir, BUCKET, 'from'), 'w');
  await sparse.truncate(5 * 1024 ** 3 + 1);
  await sparse.close();
  s3 = clientOf(await startServer({ dir: server.dir }));
  await expect(copy()).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: expect.stringContaining('5368709120') as string,
  });
});

test('a refused copy leaves nothing behind', async () => {
  await s3.send(new PutObjectCommand({ ...SOURCE, Body: someBytes(2 * MIB) }));
  await copy({ ChecksumAlgorithm: 'SHA1' });
  const requests = Array.from({ length: 8 }, (_, index) =>
    rawRequest(server, {
      method: 'PUT',
      path: `/${BUCKET}/raced`,
      headers: { 'x-amz-copy-source': `${BUCKET}/${index % 2 ? 'from' : 'to'}`, 'if-none-match': '*' },
    }),
  );
  const statuses = (await Promise.all(requests)).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, ...Array<number>(7).fill(412)]);
  expect(await readdir(join(server.dir, '.local-s3', BUCKET, 'data'))).toEqual([]);
});
