import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { CopyPartResult, S3Client, UploadPartCopyCommandInput } from '@aws-sdk/client-s3';
import { beforeEach, expect, test } from 'vitest';
import { createChecksum } from '../../../src/local-s3/body/checksum.ts';
import type { ChecksumAlgorithm } from '../../../src/local-s3/storage/records.ts';
import type { LocalS3 } from '../../../src/local-s3/index.ts';
import { BUCKET, bytesOf, clientOf, rawRequest, someBytes, startServer } from '../kit.ts';

const MIB = 1024 * 1024;
const SOURCE = { Bucket: BUCKET, Key: 'from' };
const TARGET = { Bucket: BUCKET, Key: 'to' };
const BODY = someBytes(100_000);

let server: LocalS3;
let s3: S3Client;
let etag: string;

beforeEach(async () => {
  server = await startServer();
  s3 = clientOf(server);
  etag = (await s3.send(new PutObjectCommand({ ...SOURCE, Body: BODY }))).ETag!;
});

async function begin(ChecksumAlgorithm?: ChecksumAlgorithm): Promise<string> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...TARGET, ChecksumAlgorithm }));
  return UploadId!;
}

async function copyPart(
  UploadId: string,
  PartNumber: number,
  input: Partial<UploadPartCopyCommandInput> = {},
): Promise<CopyPartResult> {
  const part = { ...TARGET, UploadId, PartNumber, CopySource: `${BUCKET}/from`, ...input };
  return (await s3.send(new UploadPartCopyCommand(part))).CopyPartResult!;
}

function md5(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

test('an object is put together from ranges of another and a whole one', async () => {
  const large = someBytes(7 * MIB + 11);
  const { ETag: whole } = await s3.send(new PutObjectCommand({ ...SOURCE, Body: large }));
  const UploadId = await begin();
  const first = await copyPart(UploadId, 1, { CopySourceRange: `bytes=0-${6 * MIB - 1}` });
  const second = await copyPart(UploadId, 2);
  const third = await copyPart(UploadId, 3, {
    CopySourceRange: `bytes=${large.length - 1}-${large.length - 1}`,
  });
  expect(first.ETag).toBe(md5(large.subarray(0, 6 * MIB)));
  expect(second.ETag).toBe(whole);
  expect(third.ETag).toBe(md5(large.subarray(-1)));
  expect(third.LastModified).toBeInstanceOf(Date);
  const { Parts: listed } = await s3.send(new ListPartsCommand({ ...TARGET, UploadId }));
  expect(listed?.map(({ Size }) => Size)).toEqual([6 * MIB, large.length, 1]);
  const Parts = [first, second, third].map(({ ETag }, index) => ({ ETag, PartNumber: index + 1 }));
  await s3.send(new CompleteMultipartUploadCommand({ ...TARGET, UploadId, MultipartUpload: { Parts } }));
  const got = await bytesOf((await s3.send(new GetObjectCommand(TARGET))).Body);
  expect(got.equals(Buffer.concat([large.subarray(0, 6 * MIB), large, large.subarray(-1)]))).toBe(true);
});

test.each(['CRC32', 'SHA256', 'CRC64NVME'] as const)(
  'the part has the %s of its upload',
  async (algorithm) => {
    const UploadId = await begin(algorithm);
    const name = `Checksum${algorithm}` as const;
    for (const bytes of [BODY, BODY.subarray(5, 99)]) {
      const CopySourceRange = bytes === BODY ? undefined : 'bytes=5-98';
      const part = await copyPart(UploadId, 1, { CopySourceRange });
      const checksum = createChecksum(algorithm);
      checksum.update(bytes);
      const value = checksum.digest().toString('base64');
      expect(part[name]).toBe(value);
      const { Parts } = await s3.send(new ListPartsCommand({ ...TARGET, UploadId }));
      expect(Parts).toMatchObject([{ ETag: md5(bytes), [name]: value }]);
    }
  },
);

const MALFORMED = 'The x-amz-copy-source-range value must be of the form bytes=first-last';
const OUTSIDE = `Range specified is not valid for source object of size: ${BODY.length}`;

test.each([
  ['0-5', MALFORMED],
  ['bytes=5-', MALFORMED],
  ['bytes=-5', MALFORMED],
  ['bytes=9-5', MALFORMED],
  ['bytes=0-1,4-5', MALFORMED],
  ['bytes=a-b', MALFORMED],
  [`bytes=0-${BODY.length}`, OUTSIDE],
  [`bytes=${BODY.length}-${BODY.length}`, OUTSIDE],
])('the range %s is refused', async (CopySourceRange, message) => {
  const UploadId = await begin();
  await expect(copyPart(UploadId, 1, { CopySourceRange })).rejects.toMatchObject({
    name: 'InvalidArgument',
    message: expect.stringContaining(message) as string,
  });
});

test('what is asked for has to be there', async () => {
  const UploadId = await begin();
  await expect(copyPart(UploadId, 1, { CopySource: `${BUCKET}/missing` })).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
  await expect(copyPart('missing', 1)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  await expect(copyPart(UploadId, 10_001)).rejects.toMatchObject({ name: 'InvalidArgument' });
  await expect(copyPart(UploadId, 1, { CopySourceIfNoneMatch: etag })).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  await copyPart(UploadId, 1, { CopySourceIfMatch: etag });
});

test('a part that is copied while its upload is aborted is refused, and its bytes are gone', async () => {
  const UploadId = await begin('SHA1');
  const copies = Array.from({ length: 4 }, (_, index) => copyPart(UploadId, index + 1));
  const settled = Promise.allSettled(copies);
  await s3.send(new AbortMultipartUploadCommand({ ...TARGET, UploadId }));
  for (const result of await settled) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: 'NoSuchUpload' });
  }
  await expect(s3.send(new ListPartsCommand({ ...TARGET, UploadId }))).rejects.toMatchObject({
    name: 'NoSuchUpload',
  });
  await server.close();
  expect(await readdir(join(server.dir, '.local-s3', BUCKET, 'data'))).toEqual([]);
});

test('what belongs to a copy of an object is not known here', async () => {
  const UploadId = await begin();
  const response = await rawRequest(server, {
    method: 'PUT',
    path: `/${BUCKET}/to?partNumber=1&uploadId=${UploadId}`,
    headers: { 'x-amz-copy-source': `${BUCKET}/from`, 'x-amz-metadata-directive': 'COPY' },
  });
  expect([response.status, response.code]).toEqual([501, 'NotImplemented']);
  expect(response.body).toContain('UploadPartCopy with x-amz-metadata-directive');
});
