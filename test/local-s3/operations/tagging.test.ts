import { createHash } from 'node:crypto';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import type { S3Client, Tag } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { BUCKET, clientOf, rawRequest, startServer, temporaryFolder } from '../kit.ts';

const TARGET = { Bucket: BUCKET, Key: 'a' };
const TAGS = [
  { Key: 'b c', Value: 'ü=@' },
  { Key: 'empty', Value: '' },
];

function putTags(s3: S3Client, TagSet: Tag[], Key = 'a'): Promise<unknown> {
  return s3.send(new PutObjectTaggingCommand({ Bucket: BUCKET, Key, Tagging: { TagSet } }));
}

async function tagsOf(s3: S3Client, Key = 'a'): Promise<Tag[] | undefined> {
  return (await s3.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key }))).TagSet;
}

test('tags are put, replaced and deleted, and nothing else about the object changes', async () => {
  const dir = await temporaryFolder();
  const server = await startServer({ dir });
  const s3 = clientOf(server);
  await s3.send(new PutObjectCommand({ ...TARGET, Body: 'x', Metadata: { m: '1' }, Tagging: 'a=1%202' }));
  const before = await s3.send(new HeadObjectCommand(TARGET));
  expect(await tagsOf(s3)).toEqual([{ Key: 'a', Value: '1 2' }]);
  await putTags(s3, TAGS);
  expect(await tagsOf(s3)).toEqual(TAGS);
  const after = await s3.send(new GetObjectCommand(TARGET));
  expect(after).toMatchObject({
    TagCount: 2,
    ETag: before.ETag,
    LastModified: before.LastModified,
    Metadata: { m: '1' },
  });
  expect(await after.Body?.transformToString()).toBe('x');
  await server.close();
  const again = clientOf(await startServer({ dir }));
  expect(await tagsOf(again)).toEqual(TAGS);
  await again.send(new DeleteObjectTaggingCommand(TARGET));
  expect(await tagsOf(again)).toEqual([]);
  const { TagCount, ETag } = await again.send(new HeadObjectCommand(TARGET));
  expect([TagCount, ETag]).toEqual([undefined, before.ETag]);
});

test('a file that was put there by hand can have tags, too', async () => {
  const dir = await temporaryFolder();
  const first = await startServer({ dir });
  await first.close();
  await writeFile(join(dir, BUCKET, 'a'), 'by hand');
  await utimes(join(dir, BUCKET, 'a'), 1e9, 1e9);
  const server = await startServer({ dir });
  await putTags(clientOf(server), TAGS);
  await server.close();
  const s3 = clientOf(await startServer({ dir }));
  expect(await tagsOf(s3)).toEqual(TAGS);
  const got = await s3.send(new GetObjectCommand(TARGET));
  expect(got.LastModified).toEqual(new Date(1e12));
  expect(await got.Body?.transformToString()).toBe('by hand');
});

test('an overwrite has tags of its own', async () => {
  const s3 = clientOf(await startServer());
  await s3.send(new PutObjectCommand({ ...TARGET, Body: 'x' }));
  await putTags(s3, TAGS);
  await s3.send(new PutObjectCommand({ ...TARGET, Body: 'y' }));
  expect(await tagsOf(s3)).toEqual([]);
});

test('nothing can be tagged that is not there', async () => {
  const s3 = clientOf(await startServer());
  const missing = { name: 'NoSuchKey', Key: 'a' };
  await expect(putTags(s3, TAGS)).rejects.toMatchObject(missing);
  await expect(tagsOf(s3)).rejects.toMatchObject(missing);
  await expect(s3.send(new DeleteObjectTaggingCommand(TARGET))).rejects.toMatchObject(missing);
});

const LIMITS: Tag[] = [
  { Key: 'k'.repeat(128), Value: 'v'.repeat(256) },
  { Key: 'aé 1+-=._:/@', Value: '' },
];

test.each<[string, Tag[], string | undefined]>([
  ['the longest and the oddest', LIMITS, undefined],
  ['ten', numbered(10), undefined],
  ['eleven', numbered(11), 'InvalidTag'],
  ['a key that is too long', [{ Key: 'k'.repeat(129), Value: '' }], 'InvalidTag'],
  ['no key', [{ Key: '', Value: '' }], 'InvalidTag'],
  ['a value that is too long', [{ Key: 'k', Value: 'v'.repeat(257) }], 'InvalidTag'],
  ['a forbidden character in a key', [{ Key: 'a,b', Value: '' }], 'InvalidTag'],
  ['a forbidden character in a value', [{ Key: 'a', Value: '<' }], 'InvalidTag'],
  ["a key of Amazon's own", [{ Key: 'aws:x', Value: '' }], 'InvalidTag'],
  ['a key twice', [...numbered(1), ...numbered(1)], 'InvalidTag'],
])('tags that are %s', async (_, tags, name) => {
  const s3 = clientOf(await startServer());
  await s3.send(new PutObjectCommand({ ...TARGET, Body: 'x', Tagging: 'before=1' }));
  const put = putTags(s3, tags);
  if (name === undefined) await put;
  else await expect(put).rejects.toMatchObject({ name });
  expect(await tagsOf(s3)).toEqual(name === undefined ? tags : [{ Key: 'before', Value: '1' }]);
});

function numbered(count: number): Tag[] {
  return Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: `${index}` }));
}

test.each([
  ['no body', '', 'MalformedXML'],
  ['another document', '<Tags/>', 'MalformedXML'],
  ['no set', '<Tagging></Tagging>', 'MalformedXML'],
  ['no value', '<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>', 'MalformedXML'],
  ['an empty set', '<Tagging><TagSet></TagSet></Tagging>', undefined],
])('a PutObjectTagging with %s', async (_, body, code) => {
  const server = await startServer();
  const path = `/${BUCKET}/a`;
  await rawRequest(server, { method: 'PUT', path, body: 'x' });
  const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
  const response = await rawRequest(server, { method: 'PUT', path: `${path}?tagging`, body, headers });
  expect(response.code).toBe(code);
  const unchecked = await rawRequest(server, { method: 'PUT', path: `${path}?tagging`, body });
  expect(unchecked.code).toBe(code);
  const wrong = { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' };
  const spoiled = await rawRequest(server, { method: 'PUT', path: `${path}?tagging`, body, headers: wrong });
  expect(spoiled.code).toBe('BadDigest');
});
