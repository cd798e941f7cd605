import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { GetObjectCommandInput, PutObjectCommandInput } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { BUCKET, clientOf, rawRequest, startServer, temporaryFolder } from '../kit.ts';

const TARGET = { Bucket: BUCKET, Key: 'a' };
const DIGITS = '0123456789';

test('every header that describes an object comes back', async () => {
  const s3 = clientOf(await startServer());
  const described: Partial<PutObjectCommandInput> = {
    CacheControl: 'max-age=60',
    ContentDisposition: 'attachment; filename="a.txt"',
    ContentEncoding: 'gzip',
    ContentLanguage: 'de',
    ContentType: 'text/plain; charset=utf-8',
    Metadata: { colour: 'red', 'with-dash': 'a, b ' },
    StorageClass: 'STANDARD_IA',
    ServerSideEncryption: 'AES256',
  };
  const Expires = new Date('2030-01-01T00:00:00Z');
  const put = await s3.send(
    new PutObjectCommand({ ...TARGET, ...described, Expires, Body: 'x', Tagging: 'a=1&b=%20' }),
  );
  expect(put.ServerSideEncryption).toBe('AES256');
  const got = await s3.send(new GetObjectCommand(TARGET));
  expect(got).toMatchObject({
    ...described,
    Metadata: { colour: 'red', 'with-dash': 'a, b' },
    ExpiresString: 'Tue, 01 Jan 2030 00:00:00 GMT',
    TagCount: 2,
    AcceptRanges: 'bytes',
    ContentLength: 1,
    ETag: put.ETag,
  });
  const head = await s3.send(new HeadObjectCommand(TARGET));
  expect(head).toMatchObject({ ...described, Metadata: got.Metadata, LastModified: got.LastModified });
});

test('an object that says nothing about itself', async () => {
  const server = await startServer();
  await rawRequest(server, { method: 'PUT', path: `/${BUCKET}/a`, body: '' });
  const { headers, body } = await rawRequest(server, { path: `/${BUCKET}/a` });
  expect(body).toBe('');
  expect(headers).toMatchObject({
    'content-type': 'binary/octet-stream',
    'content-length': '0',
    etag: '"d41d8cd98f00b204e9800998ecf8427e"',
  });
  expect(headers['x-amz-storage-class']).toBeUndefined();
});

test.each<[string, number, string | undefined, string]>([
  ['bytes=0-3', 206, 'bytes 0-3/10', '0123'],
  ['bytes=4-4', 206, 'bytes 4-4/10', '4'],
  ['bytes=7-', 206, 'bytes 7-9/10', '789'],
  ['bytes=7-99', 206, 'bytes 7-9/10', '789'],
  ['bytes=-3', 206, 'bytes 7-9/10', '789'],
  ['bytes=-99', 206, 'bytes 0-9/10', DIGITS],
  ['bytes=0-0,5-6', 200, undefined, DIGITS],
  ['bytes=5-2', 200, undefined, DIGITS],
  ['bytes=-', 200, undefined, DIGITS],
  ['lines=1-2', 200, undefined, DIGITS],
  ['bytes=a-b', 200, undefined, DIGITS],
])('range %s', async (range, status, contentRange, body) => {
  const server = await startServer();
  const path = `/${BUCKET}/a`;
  await rawRequest(server, { method: 'PUT', path, body: DIGITS });
  const got = await rawRequest(server, { path, headers: { range } });
  expect([got.status, got.headers['content-range'], got.body]).toEqual([status, contentRange, body]);
  const head = await rawRequest(server, { method: 'HEAD', path, headers: { range } });
  expect([head.status, head.headers['content-length'], head.body]).toEqual([status, `${body.length}`, '']);
});

test.each([
  ['bytes=10-', DIGITS],
  ['bytes=10-12', DIGITS],
  ['bytes=-0', DIGITS],
  ['bytes=0-', ''],
  ['bytes=-1', ''],
])('range %s of %j cannot be had', async (range, body) => {
  const server = await startServer();
  const path = `/${BUCKET}/a`;
  await rawRequest(server, { method: 'PUT', path, body });
  const got = await rawRequest(server, { path, headers: { range } });
  expect([got.status, got.code]).toEqual([416, 'InvalidRange']);
  expect(got.headers['content-range']).toBe(`bytes */${body.length}`);
  expect(got.body).toContain(`<ActualObjectSize>${body.length}</ActualObjectSize>`);
});

const LONG_AGO = new Date('2001-01-01T00:00:00Z');
const LATER = new Date('2100-01-01T00:00:00Z');

test.each<[string, (etag: string) => Partial<GetObjectCommandInput>, number]>([
  ['If-Match that matches', (IfMatch) => ({ IfMatch }), 200],
  ['If-Match without quotes', (etag) => ({ IfMatch: etag.replaceAll('"', '') }), 200],
  ['If-Match: *', () => ({ IfMatch: '*' }), 200],
  ['If-Match of several', (etag) => ({ IfMatch: `"x", ${etag}` }), 200],
  ['If-Match that does not match', () => ({ IfMatch: '"x"' }), 412],
  ['If-None-Match that matches', (IfNoneMatch) => ({ IfNoneMatch }), 304],
  ['If-None-Match that does not match', () => ({ IfNoneMatch: '"x"' }), 200],
  ['If-Modified-Since long ago', () => ({ IfModifiedSince: LONG_AGO }), 200],
  ['If-Modified-Since later', () => ({ IfModifiedSince: LATER }), 304],
  ['If-Unmodified-Since long ago', () => ({ IfUnmodifiedSince: LONG_AGO }), 412],
  ['If-Unmodified-Since later', () => ({ IfUnmodifiedSince: LATER }), 200],
  ['If-Match that matches, whatever the date', (IfMatch) => ({ IfMatch, IfUnmodifiedSince: LONG_AGO }), 200],
  [
    'If-None-Match that matches, whatever the date',
    (IfNoneMatch) => ({ IfNoneMatch, IfModifiedSince: LONG_AGO }),
    304,
  ],
  [
    'If-None-Match that does not match, whatever the date',
    () => ({ IfNoneMatch: '"x"', IfModifiedSince: LATER }),
    200,
  ],
])('reading with %s', async (_, condition, status) => {
  const s3 = clientOf(await startServer());
  const { ETag = '' } = await s3.send(new PutObjectCommand({ ...TARGET, Body: DIGITS }));
  for (const Command of [GetObjectCommand, HeadObjectCommand]) {
    const answer = s3.send(new Command({ ...TARGET, ...condition(ETag) }));
    const actual = await answer.then(
      ({ $metadata }) => $metadata.httpStatusCode,
      (error: { $metadata: { httpStatusCode: number } }) => error.$metadata.httpStatusCode,
    );
    expect(actual).toBe(status);
  }
});

test('If-Range gives the part of the object that the client knows, or the whole of another one', async () => {
  const server = await startServer();
  const path = `/${BUCKET}/a`;
  const put = await rawRequest(server, { method: 'PUT', path, body: DIGITS });
  const read = async (ifRange: string): Promise<string> => {
    return (await rawRequest(server, { path, headers: { range: 'bytes=8-', 'if-range': ifRange } })).body;
  };
  expect(await read(put.headers.etag!)).toBe('89');
  expect(await read('"x"')).toBe(DIGITS);
  expect(await read(LATER.toUTCString())).toBe(DIGITS);
});

test.each<[string, Partial<PutObjectCommandInput>, string]>([
  ['an ACL that is none', { ACL: 'public' as 'public-read' }, 'InvalidArgument'],
  ['a storage class that is none', { StorageClass: 'COLD' as 'STANDARD' }, 'InvalidStorageClass'],
  ['too much metadata', { Metadata: { a: 'x'.repeat(2100) } }, 'MetadataTooLarge'],
  ['too many tags', { Tagging: Array.from({ length: 11 }, (_, i) => `t${i}=1`).join('&') }, 'InvalidTag'],
  ['a tag with a forbidden character', { Tagging: 'a=%3C' }, 'InvalidTag'],
  ["a tag of Amazon's own", { Tagging: 'aws:a=1' }, 'InvalidTag'],
  ['the same tag twice', { Tagging: 'a=1&a=2' }, 'InvalidTag'],
  ['a tag without name', { Tagging: '=1' }, 'InvalidTag'],
  ['a tag that is too long', { Tagging: `a=${'x'.repeat(257)}` }, 'InvalidTag'],
  ['a key that is too long', { Key: 'é'.repeat(513) }, 'KeyTooLongError'],
  ['a Content-MD5 that is none', { ContentMD5: 'abc' }, 'InvalidDigest'],
  ['a wrong Content-MD5', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'BadDigest'],
  ['an encryption that is none', { ServerSideEncryption: 'rot13' as 'AES256' }, 'InvalidArgument'],
  ['a KMS key and no encryption', { SSEKMSKeyId: 'k' }, 'InvalidArgument'],
  [
    'a KMS key and another encryption',
    { ServerSideEncryption: 'AES256', SSEKMSKeyId: 'k' },
    'InvalidArgument',
  ],
])('putting with %s is refused', async (_, input, name) => {
  const s3 = clientOf(await startServer());
  await expect(s3.send(new PutObjectCommand({ ...TARGET, Body: 'x', ...input }))).rejects.toMatchObject({
    name,
  });
  const list = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  expect(list.KeyCount).toBe(0);
});

test.each<Partial<PutObjectCommandInput>>([
  { ServerSideEncryption: 'AES256' },
  { ServerSideEncryption: 'aws:kms' },
  { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'arn:aws:kms:eu-west-3:1:key/k' },
  { ServerSideEncryption: 'aws:kms:dsse', SSEKMSKeyId: 'k' },
])('%o is told back, by objects and uploads, also after a restart', async (encryption) => {
  const dir = await temporaryFolder();
  const server = await startServer({ dir });
  const s3 = clientOf(server);
  const asked = { ...encryption, ACL: 'public-read' } as const;
  expect(await s3.send(new PutObjectCommand({ ...TARGET, ...asked, Body: 'x' }))).toMatchObject(encryption);
  const upload = { Bucket: BUCKET, Key: 'large' };
  const created = await s3.send(new CreateMultipartUploadCommand({ ...upload, ...asked }));
  expect(created).toMatchObject(encryption);
  const { UploadId } = created;
  const part = await s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'x' }));
  expect(part).toMatchObject(encryption);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: part.ETag }] };
  const complete = new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload });
  expect(await s3.send(complete)).toMatchObject(encryption);
  await server.close();
  const again = clientOf(await startServer({ dir }));
  for (const target of [TARGET, upload]) {
    const head = await again.send(new HeadObjectCommand(target));
    const got = await again.send(new GetObjectCommand(target));
    for (const { ServerSideEncryption, SSEKMSKeyId } of [head, got]) {
      expect({ ServerSideEncryption, SSEKMSKeyId }).toEqual({ SSEKMSKeyId: undefined, ...encryption });
    }
    expect(await got.Body?.transformToString()).toBe('x');
  }
});

test('putting with a right Content-MD5, and an ACL', async () => {
  const s3 = clientOf(await startServer());
  const ContentMD5 = createHash('md5').update('right').digest('base64');
  const ACL = 'bucket-owner-full-control';
  await s3.send(new PutObjectCommand({ ...TARGET, ACL, ContentMD5, Body: 'right' }));
  const got = await s3.send(new GetObjectCommand(TARGET));
  expect(await got.Body?.transformToString()).toBe('right');
});

test('an archived object cannot be read', async () => {
  const s3 = clientOf(await startServer());
  await s3.send(new PutObjectCommand({ ...TARGET, Body: 'x', StorageClass: 'GLACIER' }));
  await expect(s3.send(new GetObjectCommand(TARGET))).rejects.toMatchObject({
    name: 'InvalidObjectState',
    StorageClass: 'GLACIER',
  });
  expect((await s3.send(new HeadObjectCommand(TARGET))).StorageClass).toBe('GLACIER');
});

test('writes on condition', async () => {
  const s3 = clientOf(await startServer());
  const put = (input: Partial<PutObjectCommandInput>): Promise<{ ETag?: string }> =>
    s3.send(new PutObjectCommand({ ...TARGET, Body: 'x', ...input }));
  await expect(put({ IfMatch: '"x"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
  const { ETag } = await put({ IfNoneMatch: '*' });
  await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(put({ IfMatch: '"x"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(put({ IfNoneMatch: ETag })).rejects.toMatchObject({ name: 'NotImplemented' });
  await put({ IfMatch: ETag, Body: 'y' });
  await expect(put({ IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
});

test('of ten that race to be the first, one wins', async () => {
  const s3 = clientOf(await startServer({ fsync: true }));
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, (_, i) =>
      s3.send(new PutObjectCommand({ ...TARGET, Body: `${i}`, IfNoneMatch: '*' })),
    ),
  );
  const winners = results.flatMap(({ status }, index) => (status === 'fulfilled' ? [`${index}`] : []));
  expect(winners).toHaveLength(1);
  const got = await s3.send(new GetObjectCommand(TARGET));
  expect(await got.Body?.transformToString()).toBe(winners[0]);
});

test('a refused write leaves the connection fit for the next one', async () => {
  const s3 = clientOf(await startServer());
  await s3.send(new PutObjectCommand({ ...TARGET, Body: 'x' }));
  const Body = Buffer.alloc(8 * 1024 * 1024);
  await expect(s3.send(new PutObjectCommand({ ...TARGET, Body, IfNoneMatch: '*' }))).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  await s3.send(new PutObjectCommand({ ...TARGET, Body }));
  expect((await s3.send(new HeadObjectCommand(TARGET))).ContentLength).toBe(Body.length);
});

test('deleting, whether it is there or not', async () => {
  const s3 = clientOf(await startServer());
  const { ETag } = await s3.send(new PutObjectCommand({ ...TARGET, Body: 'x' }));
  await expect(s3.send(new DeleteObjectCommand({ ...TARGET, IfMatch: '"x"' }))).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  const deleted = await s3.send(new DeleteObjectCommand({ ...TARGET, IfMatch: ETag }));
  expect(deleted.$metadata.httpStatusCode).toBe(204);
  await expect(s3.send(new GetObjectCommand(TARGET))).rejects.toMatchObject({ name: 'NoSuchKey', Key: 'a' });
  await expect(s3.send(new HeadObjectCommand(TARGET))).rejects.toMatchObject({ name: 'NotFound' });
  await s3.send(new DeleteObjectCommand(TARGET));
  await expect(s3.send(new DeleteObjectCommand({ ...TARGET, IfMatch: '*' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
});

test('deleting if anything is there at all', async () => {
  const s3 = clientOf(await startServer());
  await s3.send(new PutObjectCommand({ ...TARGET, Body: 'x' }));
  const deleted = await s3.send(new DeleteObjectCommand({ ...TARGET, IfMatch: '*' }));
  expect(deleted.$metadata.httpStatusCode).toBe(204);
});

test('what only directory buckets look at when they delete is refused', async () => {
  const s3 = clientOf(await startServer());
  await s3.send(new PutObjectCommand({ ...TARGET, Body: 'x' }));
  await expect(s3.send(new DeleteObjectCommand({ ...TARGET, IfMatchSize: 1 }))).rejects.toMatchObject({
    name: 'NotImplemented',
  });
  const { Errors } = await s3.send(
    new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key: 'a', Size: 1 }] } }),
  );
  expect(Errors).toMatchObject([{ Key: 'a', Code: 'NotImplemented' }]);
  await s3.send(new HeadObjectCommand(TARGET));
});

test('deleting many at once', async () => {
  const s3 = clientOf(await startServer());
  const keys = ['a', 'b/c', 'with <&> "quotes"', 'line\nfeed\rreturn', ' blanks ', 'ü😀'];
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }));
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'kept', Body: 'x' }));
  const Objects = [...keys, 'missing'].map((Key) => ({ Key }));
  const refused = { Key: 'kept', ETag: '"x"' };
  const absent = { Key: 'absent', ETag: '"x"' };
  const { Deleted, Errors } = await s3.send(
    new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [...Objects, refused, absent] } }),
  );
  expect(Deleted?.map(({ Key }) => Key)).toEqual([...keys, 'missing']);
  expect(Errors).toMatchObject([
    { Key: 'kept', Code: 'PreconditionFailed' },
    { Key: 'absent', Code: 'NoSuchKey' },
  ]);
  const list = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  expect(list.Contents?.map(({ Key }) => Key)).toEqual(['kept']);
  const quiet = await s3.send(
    new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key: 'kept' }], Quiet: true } }),
  );
  expect(quiet.Deleted).toBeUndefined();
});

test.each([
  ['no XML', '<Delete>', 'MalformedXML'],
  ['another document', '<Other/>', 'MalformedXML'],
  ['no key', '<Delete><Object></Object></Delete>', 'MalformedXML'],
  ['nothing to delete', '<Delete></Delete>', 'MalformedXML'],
  ['too much', `<Delete>${'<Object><Key>a</Key></Object>'.repeat(1001)}</Delete>`, 'MalformedXML'],
  ['a thousand levels', `<Delete>${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}</Delete>`, 'MalformedXML'],
  ['a name that is no name', '<Delete><__proto__/></Delete>', 'MalformedXML'],
  [
    'an entity',
    '<!DOCTYPE a [<!ENTITY k "a">]><Delete><Object><Key>&k;</Key></Object></Delete>',
    'MalformedXML',
  ],
  ['half a character', '<Delete><Object><Key>a&#xD800;</Key></Object></Delete>', 'MalformedXML'],
])('a DeleteObjects with %s', async (_, body, code) => {
  const server = await startServer();
  const md5 = createHash('md5').update(body).digest('base64');
  const response = await rawRequest(server, {
    method: 'POST',
    path: `/${BUCKET}?delete`,
    headers: { 'content-md5': md5 },
    body,
  });
  expect([response.status, response.code]).toEqual([400, code]);
});

test('a DeleteObjects that is refused deletes nothing', async () => {
  const server = await startServer();
  await rawRequest(server, { method: 'PUT', path: `/${BUCKET}/a`, body: 'x' });
  const body = '<Delete><Object><Key>a</Key></Object><Object></Object></Delete>';
  const md5 = createHash('md5').update(body).digest('base64');
  const headers = { 'content-md5': md5 };
  const refused = await rawRequest(server, { method: 'POST', path: `/${BUCKET}?delete`, headers, body });
  expect([refused.status, refused.code]).toEqual([400, 'MalformedXML']);
  expect((await rawRequest(server, { path: `/${BUCKET}/a` })).body).toBe('x');
});

test('a key that no object can have is an error of its own in a DeleteObjects', async () => {
  const s3 = clientOf(await startServer());
  const Objects = [{ Key: 'ü'.repeat(513) }, { Key: 'a' }];
  const { Deleted, Errors } = await s3.send(
    new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }),
  );
  expect(Deleted).toEqual([{ Key: 'a' }]);
  expect(Errors).toMatchObject([{ Key: Objects[0]!.Key, Code: 'KeyTooLongError' }]);
});

test('a DeleteObjects without a checksum', async () => {
  const server = await startServer();
  const body = '<Delete><Object><Key>a</Key></Object></Delete>';
  const response = await rawRequest(server, { method: 'POST', path: `/${BUCKET}?delete`, body });
  expect([response.status, response.code]).toEqual([400, 'InvalidRequest']);
});
