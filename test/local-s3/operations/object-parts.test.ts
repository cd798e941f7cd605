import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type {
  CompletedPart,
  CreateMultipartUploadCommandInput,
  GetObjectAttributesCommandInput,
  GetObjectAttributesCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { createChecksum } from '../../../src/local-s3/body/checksum.ts';
import { journalLine } from '../../../src/local-s3/storage/journal-lines.ts';
import type { JournalRecord } from '../../../src/local-s3/storage/records.ts';
import type { LocalS3 } from '../../../src/local-s3/index.ts';
import { BUCKET, bytesOf, clientOf, rawRequest, someBytes, startServer } from '../kit.ts';

const TARGET = { Bucket: BUCKET, Key: 'a' };
const PATH = `/${BUCKET}/a`;
const MIN_PART = 5 * 1024 * 1024;
const FIRST = someBytes(MIN_PART, 1);
const LAST = someBytes(777, 2);
const ALL = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const;

let server: LocalS3;
let s3: S3Client;

beforeEach(async () => {
  server = await startServer();
  s3 = clientOf(server);
});

/** An object of two parts of these numbers. */
async function upload(
  input: Partial<CreateMultipartUploadCommandInput> = {},
  numbers: readonly [number, number] = [1, 2],
): Promise<void> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...TARGET, ...input }));
  const Parts: CompletedPart[] = [];
  for (const [index, Body] of [FIRST, LAST].entries()) {
    const part = { ...TARGET, UploadId, PartNumber: numbers[index], Body };
    const { ChecksumAlgorithm } = input;
    const sent = await s3.send(new UploadPartCommand({ ...part, ChecksumAlgorithm }));
    Parts.push({ ...sent, PartNumber: part.PartNumber });
  }
  await s3.send(new CompleteMultipartUploadCommand({ ...TARGET, UploadId, MultipartUpload: { Parts } }));
}

function sha256(bytes: Buffer): string {
  const checksum = createChecksum('SHA256');
  checksum.update(bytes);
  return checksum.digest().toString('base64');
}

function attributesOf(
  input: Partial<GetObjectAttributesCommandInput> = {},
): Promise<GetObjectAttributesCommandOutput> {
  return s3.send(new GetObjectAttributesCommand({ ...TARGET, ObjectAttributes: [...ALL], ...input }));
}

test('an object is read part by part, as it was uploaded, also after a restart', async () => {
  await upload({ ChecksumAlgorithm: 'SHA256' });
  const { ETag } = await s3.send(new HeadObjectCommand(TARGET));
  await server.close();
  s3 = clientOf(await startServer({ dir: server.dir }));
  const size = FIRST.length + LAST.length;
  for (const [PartNumber, bytes, range] of [
    [1, FIRST, `bytes 0-${MIN_PART - 1}/${size}`],
    [2, LAST, `bytes ${MIN_PART}-${size - 1}/${size}`],
  ] as const) {
    const input = { ...TARGET, PartNumber, ChecksumMode: 'ENABLED' as const };
    const expected = {
      ETag,
      PartsCount: 2,
      ContentRange: range,
      ContentLength: bytes.length,
      ChecksumSHA256: sha256(bytes),
    };
    const got = await s3.send(new GetObjectCommand(input));
    expect(got).toMatchObject(expected);
    expect(got.$metadata.httpStatusCode).toBe(206);
    expect((await bytesOf(got.Body)).equals(bytes)).toBe(true);
    const head = await s3.send(new HeadObjectCommand(input));
    expect(head).toMatchObject(expected);
    expect(head.$metadata.httpStatusCode).toBe(206);
  }
});

test('parts keep their numbers', async () => {
  await upload({}, [3, 20]);
  const last = await s3.send(new GetObjectCommand({ ...TARGET, PartNumber: 20 }));
  expect(last.PartsCount).toBe(2);
  expect((await bytesOf(last.Body)).equals(LAST)).toBe(true);
  await expect(s3.send(new GetObjectCommand({ ...TARGET, PartNumber: 1 }))).rejects.toMatchObject({
    name: 'InvalidPartNumber',
  });
});

test('an object of a single request is its own and only part', async () => {
  await s3.send(new PutObjectCommand({ ...TARGET, Body: 'whole' }));
  const part = await s3.send(new GetObjectCommand({ ...TARGET, PartNumber: 1, ChecksumMode: 'ENABLED' }));
  expect(part.$metadata.httpStatusCode).toBe(206);
  expect(part).toMatchObject({ ContentRange: 'bytes 0-4/5', ChecksumType: 'FULL_OBJECT' });
  expect(part.PartsCount).toBeUndefined();
  expect(await part.Body?.transformToString()).toBe('whole');
  const refused = await rawRequest(server, { path: `${PATH}?partNumber=2` });
  expect([refused.status, refused.code]).toEqual([416, 'InvalidPartNumber']);
  expect(refused.body).toContain('<ActualPartCount>1</ActualPartCount>');
});

test('the only part of an object without bytes', async () => {
  await rawRequest(server, { method: 'PUT', path: PATH, body: '' });
  const got = await rawRequest(server, { path: `${PATH}?partNumber=1` });
  expect([got.status, got.headers['content-range'], got.body]).toEqual([200, undefined, '']);
});

test.each([
  ['0', {}, 'InvalidArgument'],
  ['10001', {}, 'InvalidArgument'],
  ['x', {}, 'InvalidArgument'],
  ['', {}, 'InvalidArgument'],
  ['1', { range: 'bytes=0-1' }, 'InvalidRequest'],
])('part number %j with %j is refused', async (number, headers, code) => {
  await s3.send(new PutObjectCommand({ ...TARGET, Body: 'whole' }));
  const got = await rawRequest(server, { path: `${PATH}?partNumber=${number}`, headers });
  expect([got.status, got.code]).toEqual([400, code]);
});

test('a range that happens to be a part has its checksum, another one none', async () => {
  await upload({ ChecksumAlgorithm: 'SHA256' });
  const checksumOf = async (Range: string): Promise<string | undefined> => {
    const input = { ...TARGET, Range, ChecksumMode: 'ENABLED' as const };
    return (await s3.send(new HeadObjectCommand(input))).ChecksumSHA256;
  };
  expect(await checksumOf(`bytes=0-${MIN_PART - 1}`)).toBe(sha256(FIRST));
  expect(await checksumOf(`bytes=${MIN_PART}-`)).toBe(sha256(LAST));
  expect(await checksumOf('bytes=0-9')).toBeUndefined();
  expect(await checksumOf('bytes=1-')).toBeUndefined();
});

test('everything that can be asked about an upload', async () => {
  await upload({ ChecksumAlgorithm: 'SHA256', StorageClass: 'STANDARD_IA' });
  const head = await s3.send(new HeadObjectCommand({ ...TARGET, ChecksumMode: 'ENABLED' }));
  const attributes = await attributesOf();
  expect(attributes).toMatchObject({
    LastModified: head.LastModified,
    ETag: head.ETag?.replaceAll('"', ''),
    Checksum: { ChecksumSHA256: head.ChecksumSHA256, ChecksumType: 'COMPOSITE' },
    StorageClass: 'STANDARD_IA',
    ObjectSize: FIRST.length + LAST.length,
    ObjectParts: { TotalPartsCount: 2, IsTruncated: false, MaxParts: 1000, PartNumberMarker: '0' },
  });
  expect(attributes.ObjectParts?.Parts).toEqual([
    { PartNumber: 1, Size: FIRST.length, ChecksumSHA256: sha256(FIRST) },
    { PartNumber: 2, Size: LAST.length, ChecksumSHA256: sha256(LAST) },
  ]);
});

test('parts come in pages', async () => {
  await upload({ ChecksumAlgorithm: 'CRC32' });
  const first = (await attributesOf({ MaxParts: 1 })).ObjectParts;
  expect(first).toMatchObject({ IsTruncated: true, MaxParts: 1, NextPartNumberMarker: '1' });
  expect(first?.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([1]);
  const rest = (await attributesOf({ PartNumberMarker: first?.NextPartNumberMarker })).ObjectParts;
  expect(rest).toMatchObject({ IsTruncated: false, PartNumberMarker: '1', TotalPartsCount: 2 });
  expect(rest?.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([2]);
});

test('of an upload without a checksum, parts are only counted', async () => {
  await upload();
  const { ObjectParts, Checksum } = await attributesOf();
  expect(ObjectParts).toEqual({ TotalPartsCount: 2 });
  expect(Checksum).toBeUndefined();
});

test('nothing is told that was not asked for, or is not there', async () => {
  await s3.send(new PutObjectCommand({ ...TARGET, Body: 'x' }));
  const {
    $metadata: _,
    LastModified: __,
    ...size
  } = await attributesOf({ ObjectAttributes: ['ObjectSize'] });
  expect(size).toEqual({ ObjectSize: 1 });
  expect((await attributesOf()).ObjectParts).toBeUndefined();
  await expect(attributesOf({ Key: 'missing' })).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test.each<[Record<string, string>]>([
  [{}],
  [{ 'x-amz-object-attributes': 'Colour' }],
  [{ 'x-amz-object-attributes': 'ETag,Colour' }],
  [{ 'x-amz-object-attributes': 'ObjectParts', 'x-amz-max-parts': 'x' }],
])('attributes asked for with %j are refused', async (headers) => {
  await upload({ ChecksumAlgorithm: 'CRC32' });
  const got = await rawRequest(server, { path: `${PATH}?attributes`, headers });
  expect([got.status, got.code]).toEqual([400, 'InvalidArgument']);
});

test('what an older flowrun stored is read as a whole, and its parts are not made up', async () => {
  await upload({ ChecksumAlgorithm: 'CRC32' });
  await server.close();
  const journal = join(server.dir, '.local-s3', BUCKET, 'journal');
  const records = (await readFile(journal, 'utf8')).trimEnd().split('\n').map(withoutParts);
  await writeFile(journal, records.map(journalLine).join(''));
  server = await startServer({ dir: server.dir });
  s3 = clientOf(server);
  const got = await s3.send(new GetObjectCommand({ ...TARGET, ChecksumMode: 'ENABLED' }));
  expect((await bytesOf(got.Body)).equals(Buffer.concat([FIRST, LAST]))).toBe(true);
  expect((await attributesOf()).ObjectParts).toBeUndefined();
  const last = await rawRequest(server, { path: PATH, headers: { range: `bytes=${MIN_PART}-` } });
  expect(last.status).toBe(206);
  const part = await rawRequest(server, { path: `${PATH}?partNumber=2` });
  expect([part.status, part.code]).toEqual([501, 'NotImplemented']);
  expect(part.body).toContain('The parts of this object are not known');
});

function withoutParts(line: string): JournalRecord {
  // The line is one that the server has just written: a checksum, a blank, a record.
  const record = JSON.parse(line.slice(9)) as JournalRecord;
  if (record.kind !== 'put') return record;
  const { parts: _, ...object } = record.object;
  return { ...record, object };
}

test('a file that is edited by hand has no parts any more', async () => {
  await upload({ ChecksumAlgorithm: 'CRC32' });
  await writeFile(join(server.dir, BUCKET, 'a'), 'edited');
  const { ObjectParts, Checksum, ObjectSize } = await attributesOf();
  expect([ObjectParts, Checksum, ObjectSize]).toEqual([undefined, undefined, 6]);
  const got = await s3.send(new GetObjectCommand({ ...TARGET, PartNumber: 1 }));
  expect(await got.Body?.transformToString()).toBe('edited');
});
