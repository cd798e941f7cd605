import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { BUCKET, bytesOf, clientOf, someBytes, startServer } from './kit.ts';

const MIB = 1024 * 1024;

test('an object comes back as it was put, and is a file', async () => {
  const server = await startServer();
  const s3 = clientOf(server);
  const put = await s3.send(
    new PutObjectCommand({
      Bucket: BUCKET,
      Key: 'logs/a.json',
      Body: '{"a":1}',
      ContentType: 'application/json',
      Metadata: { colour: 'red' },
    }),
  );
  const got = await s3.send(
    new GetObjectCommand({ Bucket: BUCKET, Key: 'logs/a.json', ChecksumMode: 'ENABLED' }),
  );
  expect((await bytesOf(got.Body)).toString()).toBe('{"a":1}');
  expect(got).toMatchObject({
    ETag: put.ETag,
    ContentType: 'application/json',
    Metadata: { colour: 'red' },
    ChecksumCRC32: put.ChecksumCRC32,
    ChecksumType: 'FULL_OBJECT',
  });
  expect(await readFile(join(server.dir, BUCKET, 'logs/a.json'), 'utf8')).toBe('{"a":1}');
});

test('a streamed body comes without its framing', async () => {
  const server = await startServer();
  const s3 = clientOf(server);
  const bytes = someBytes(300_000);
  const chunks = [bytes.subarray(0, 100_001), bytes.subarray(100_001)];
  await s3.send(
    new PutObjectCommand({
      Bucket: BUCKET,
      Key: 'stream',
      Body: Readable.from(chunks, { objectMode: false }),
      ContentLength: bytes.length,
    }),
  );
  const head = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'stream' }));
  expect(head.ContentLength).toBe(bytes.length);
  expect(head.ContentEncoding).toBeUndefined();
  const got = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'stream' }));
  expect((await bytesOf(got.Body)).equals(bytes)).toBe(true);
});

test('a multipart upload becomes one object', async () => {
  const server = await startServer();
  const s3 = clientOf(server);
  const target = { Bucket: BUCKET, Key: 'big' };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  const bodies = [someBytes(5 * MIB, 1), someBytes(5 * MIB, 2), someBytes(1000, 3)];
  const parts = await Promise.all(
    bodies.map(async (Body, index) => {
      const PartNumber = index + 1;
      const { ETag, ChecksumCRC32 } = await s3.send(
        new UploadPartCommand({ ...target, UploadId, PartNumber, Body }),
      );
      return { ETag, ChecksumCRC32, PartNumber };
    }),
  );
  const completed = await s3.send(
    new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: parts } }),
  );
  expect(completed.ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
  const got = await s3.send(new GetObjectCommand(target));
  expect((await bytesOf(got.Body)).equals(Buffer.concat(bodies))).toBe(true);
  expect(got.ETag).toBe(completed.ETag);
  const uploads = await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
  expect(uploads.Uploads).toBeUndefined();
  const list = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  expect(list.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([['big', 10 * MIB + 1000]]);
});
