import { appendFile, mkdir, readFile, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { startLocalS3 } from '../../../src/local-s3/index.ts';
import { journalLine } from '../../../src/local-s3/storage/journal-lines.ts';
import { BUCKET, clientOf, startServer, temporaryFolder } from '../kit.ts';

async function listKeys(s3: S3Client): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key }) => Key!);
}

async function read(s3: S3Client, Key: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return Body?.transformToString();
}

async function put(s3: S3Client, Key: string, Body = `bytes of ${Key}`): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
}

/** Everything in the folder that is not hidden, as paths. */
async function files(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.local-s3'))
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();
}

test('everything is there after a restart', async () => {
  const first = await startServer({ fsync: true });
  const s3 = clientOf(first);
  const target = { Bucket: BUCKET, Key: 'logs/a.json' };
  await s3.send(
    new PutObjectCommand({ ...target, Body: 'x', ContentType: 'a/b', Metadata: { m: 'n' }, Tagging: 'a=1' }),
  );
  for (const key of ['deleted', 'overwritten', 'clash', 'clash/below', '../escape', 'long'.repeat(200)]) {
    await put(s3, key);
  }
  await put(s3, 'overwritten', 'new');
  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'deleted' }));
  const upload = { Bucket: BUCKET, Key: 'open' };
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ ...upload, ChecksumAlgorithm: 'CRC32', ContentType: 'c/d' }),
  );
  const part = { ...upload, UploadId, PartNumber: 1 };
  const { ETag, ChecksumCRC32 } = await s3.send(new UploadPartCommand({ ...part, Body: 'part' }));
  const before = await s3.send(new HeadObjectCommand({ ...target, ChecksumMode: 'ENABLED' }));
  const listed = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  await first.close();

  const again = clientOf(await startServer({ dir: first.dir }));
  const listedAgain = await again.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  expect(listedAgain.Contents).toEqual(listed.Contents);
  const { $metadata: _, ...after } = await again.send(
    new HeadObjectCommand({ ...target, ChecksumMode: 'ENABLED' }),
  );
  expect(before).toMatchObject(after);
  expect(await read(again, 'overwritten')).toBe('new');
  for (const key of ['clash', 'clash/below', '../escape', 'long'.repeat(200)]) {
    expect(await read(again, key)).toBe(`bytes of ${key}`);
  }
  const { Parts } = await again.send(new ListPartsCommand({ ...upload, UploadId }));
  expect(Parts).toMatchObject([{ PartNumber: 1, ETag, ChecksumCRC32, Size: 4 }]);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag, ChecksumCRC32 }] };
  await again.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));
  expect(await read(again, 'open')).toBe('part');
});

test('a completion is remembered across a restart', async () => {
  const first = await startServer();
  const s3 = clientOf(first);
  const target = { Bucket: BUCKET, Key: 'a' };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  const { ETag } = await s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: 'part' }));
  const complete = new CompleteMultipartUploadCommand({
    ...target,
    UploadId,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
  });
  const answer = await s3.send(complete);
  await first.close();
  const again = await clientOf(await startServer({ dir: first.dir })).send(complete);
  expect(again.ETag).toBe(answer.ETag);
});

test('keys lie where one looks for them, and none leaves the bucket', async () => {
  const server = await startServer();
  const s3 = clientOf(server);
  const keys = ['logs/2026/a.json', '../escape', 'a//b', 'dir/', '/lead', 'ünï/😀', '100%', 'k'.repeat(255)];
  for (const key of keys) await put(s3, key);
  expect(await files(server.dir)).toEqual(
    [
      '%/lead',
      '%2E%2E/escape',
      '100%25',
      'a/%/b',
      'dir/%',
      'k'.repeat(255),
      'logs/2026/a.json',
      'ünï/😀',
    ].map((path) => `${BUCKET}/${path}`),
  );
  expect((await listKeys(s3)).sort()).toEqual(keys.sort());
  for (const key of keys) expect(await read(s3, key)).toBe(`bytes of ${key}`);
});

test('keys that no folder can have together live together nevertheless', async () => {
  const server = await startServer();
  const s3 = clientOf(server);
  const keys = [
    'a',
    'a/b',
    'a/b/c',
    'x/y/z',
    'x/y',
    'x',
    'n'.repeat(1024),
    '/'.repeat(1024),
    'd/'.repeat(63),
  ];
  for (const key of keys) await put(s3, key);
  for (const key of keys) await put(s3, key, `again ${key}`);
  for (const key of keys) expect(await read(s3, key)).toBe(`again ${key}`);
  for (const key of keys) await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
  expect(await files(server.dir)).toEqual([]);
  expect(await readdir(join(server.dir, BUCKET))).toEqual([]);
  expect(await readdir(join(server.dir, '.local-s3', BUCKET, 'data'))).toEqual([]);
});

test('a key whose place has become free gets it at the next start', async () => {
  const first = await startServer();
  const s3 = clientOf(first);
  for (const key of ['a', 'a/b']) await put(s3, key);
  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'a' }));
  expect(await files(first.dir)).toEqual([]);
  await first.close();
  const again = await startServer({ dir: first.dir });
  expect(await files(first.dir)).toEqual([`${BUCKET}/a/b`]);
  expect(await read(clientOf(again), 'a/b')).toBe('bytes of a/b');
});

test('an overwrite does not disturb who is reading', async () => {
  const server = await startServer();
  const s3 = clientOf(server);
  const old = Buffer.alloc(4_000_000, 'old');
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: old }));
  const reading = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
  await put(s3, 'a', 'new');
  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'a' }));
  const bytes = await reading.Body!.transformToByteArray();
  expect(Buffer.compare(bytes, old)).toBe(0);
});

test('files that a user puts into the folder are objects from the next start', async () => {
  const first = await startServer();
  await put(clientOf(first), 'known');
  await mkdir(join(first.dir, BUCKET, 'sub'));
  await writeFile(join(first.dir, BUCKET, 'sub/by-hand.txt'), 'hello');
  await writeFile(join(first.dir, BUCKET, '100%.txt'), 'no key has this path');
  await symlink('/etc/passwd', join(first.dir, BUCKET, 'link'));
  await first.close();
  const again = await startServer({ dir: first.dir });
  const s3 = clientOf(again);
  expect(await listKeys(s3)).toEqual(['known', 'sub/by-hand.txt']);
  expect(await read(s3, 'sub/by-hand.txt')).toBe('hello');
  const { ETag, ContentLength } = await s3.send(
    new HeadObjectCommand({ Bucket: BUCKET, Key: 'sub/by-hand.txt' }),
  );
  expect([ETag, ContentLength]).toEqual([expect.stringMatching(/^"[0-9a-f]{32}-1"$/), 5]);
  await put(s3, 'sub/by-hand.txt', 'by S3');
  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'known' }));
  await again.close();
  const third = clientOf(await startServer({ dir: first.dir }));
  expect(await listKeys(third)).toEqual(['sub/by-hand.txt']);
  expect(await read(third, 'sub/by-hand.txt')).toBe('by S3');
});

test('a file that a user edits has a new ETag and no checksum, at once and after a restart', async () => {
  const first = await startServer();
  const s3 = clientOf(first);
  const target = { Bucket: BUCKET, Key: 'a', ChecksumMode: 'ENABLED' as const };
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'x', ContentType: 'a/b' }));
  const before = await s3.send(new HeadObjectCommand(target));
  await appendFile(join(first.dir, BUCKET, 'a'), ' edited');
  await utimes(join(first.dir, BUCKET, 'a'), 1e9, 1e9);
  const after = await s3.send(new GetObjectCommand(target));
  expect(await after.Body?.transformToString()).toBe('x edited');
  expect(after).toMatchObject({ ContentLength: 8, ContentType: 'a/b' });
  expect([before.ChecksumCRC32, after.ChecksumCRC32]).toEqual(['jNwWgw==', undefined]);
  expect(after.ETag).not.toBe(before.ETag);
  await first.close();
  const again = await clientOf(await startServer({ dir: first.dir })).send(new HeadObjectCommand(target));
  expect(again).toMatchObject({ ETag: after.ETag, LastModified: after.LastModified, ContentType: 'a/b' });
});

test('a file that a user removes is no object any more', async () => {
  const first = await startServer();
  const s3 = clientOf(first);
  for (const key of ['a', 'b', 'c']) await put(s3, key);
  await rm(join(first.dir, BUCKET, 'a'));
  await expect(read(s3, 'a')).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(await listKeys(s3)).toEqual(['b', 'c']);
  await first.close();
  await rm(join(first.dir, BUCKET, 'b'));
  expect(await listKeys(clientOf(await startServer({ dir: first.dir })))).toEqual(['c']);
});

test('a crash between a record and its rename is made good, whatever was on its way is gone', async () => {
  const first = await startServer();
  const s3 = clientOf(first);
  await put(s3, 'dir/a', 'acknowledged');
  await put(s3, 'deleted', 'gone');
  await first.close();
  const data = join(first.dir, '.local-s3', BUCKET, 'data');
  const journal = join(first.dir, '.local-s3', BUCKET, 'journal');
  const line = (await readFile(journal, 'utf8')).split('\n').find((text) => text.includes('dir/a'))!;
  const { object } = JSON.parse(line.slice(9)) as { object: { dataId: string; mtimeMs: number } };
  // As it was before the rename: the bytes under the name that the record gives them.
  await writeFile(join(data, object.dataId), 'acknowledged');
  await utimes(join(data, object.dataId), object.mtimeMs / 1000, object.mtimeMs / 1000);
  await rm(join(first.dir, BUCKET, 'dir'), { recursive: true });
  await writeFile(join(data, '0123456789abcdef01234567'), 'a body that was cut off');
  const again = await startServer({ dir: first.dir });
  expect(await readFile(join(first.dir, BUCKET, 'dir/a'), 'utf8')).toBe('acknowledged');
  expect(await read(clientOf(again), 'dir/a')).toBe('acknowledged');
  expect(await readdir(data)).toEqual([]);
});

test('a delete that was recorded but not done is done at the next start', async () => {
  const first = await startServer();
  const s3 = clientOf(first);
  await put(s3, 'a', 'old');
  const path = join(first.dir, BUCKET, 'a');
  const mtime = new Date('2026-11-21T00:00:00Z');
  await utimes(path, mtime, mtime);
  await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a' }));
  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'a' }));
  await first.close();
  await writeFile(path, 'old');
  await utimes(path, mtime, mtime);
  expect(await listKeys(clientOf(await startServer({ dir: first.dir })))).toEqual([]);
  expect(await readdir(join(first.dir, BUCKET))).toEqual([]);
});

test('two servers do not share a folder', async () => {
  const dir = await temporaryFolder();
  const first = await startServer({ dir });
  await expect(startLocalS3({ dir })).rejects.toThrow(/the folder is served by another process/);
  await first.close();
  const second = await startServer({ dir });
  expect(second.dir).toBe(dir);
});

test('a lock that a killed process left is taken over', async () => {
  const dir = await temporaryFolder();
  await mkdir(join(dir, '.local-s3'));
  for (const left of [{ pid: 2 ** 22 + 1, process: 'x' }, { pid: process.pid, process: 'x' }, '']) {
    await writeFile(join(dir, '.local-s3/lock'), left === '' ? '' : JSON.stringify(left));
    const server = await startLocalS3({ dir, fsync: false });
    await server.close();
  }
  expect(await readdir(join(dir, '.local-s3'))).toEqual([]);
});

test('a folder of a newer flowrun is left alone', async () => {
  const first = await startServer();
  await first.close();
  const path = join(first.dir, '.local-s3', BUCKET, 'journal');
  const text = journalLine({ kind: 'bucket', format: 3, createdMs: 0 });
  await writeFile(path, text);
  await expect(startLocalS3({ dir: first.dir })).rejects.toThrow(/written by a newer flowrun \(format 3\)/);
  expect(await readFile(path, 'utf8')).toBe(text);
});

test('a port that is taken', async () => {
  const { port } = await startServer();
  const dir = await temporaryFolder();
  await expect(startLocalS3({ dir, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(await readdir(join(dir, '.local-s3'))).toEqual([]);
});
