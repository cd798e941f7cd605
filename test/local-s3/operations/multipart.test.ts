import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type {
  CompletedPart,
  CreateMultipartUploadCommandInput,
  ListMultipartUploadsCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { beforeEach, expect, test } from 'vitest';
import { BUCKET, bytesOf, clientOf, rawRequest, signedHeaders, someBytes, startServer } from '../kit.ts';
import type { LocalS3 } from '../../../src/local-s3/index.ts';

const MIB = 1024 * 1024;
const MIN_PART = 5 * MIB;
const TARGET = { Bucket: BUCKET, Key: 'folder/big' };
const FULL_PART = someBytes(MIN_PART);

let server: LocalS3;
let s3: S3Client;

beforeEach(async () => {
  server = await startServer();
  s3 = clientOf(server);
});

async function begin(input: Partial<CreateMultipartUploadCommandInput> = {}): Promise<string> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...TARGET, ...input }));
  return UploadId!;
}

async function upload(UploadId: string, PartNumber: number, Body: Buffer | string): Promise<CompletedPart> {
  const { ETag } = await s3.send(new UploadPartCommand({ ...TARGET, UploadId, PartNumber, Body }));
  return { PartNumber, ETag };
}

function complete(UploadId: string, Parts: CompletedPart[], extra = {}): Promise<{ ETag?: string }> {
  return s3.send(
    new CompleteMultipartUploadCommand({ ...TARGET, UploadId, MultipartUpload: { Parts }, ...extra }),
  );
}

/** What is in the bucket's data folder: bytes that are no object (yet). */
function waitingFiles(): Promise<string[]> {
  return readdir(join(server.dir, '.local-s3', BUCKET, 'data'));
}

test('lib-storage uploads a stream in parts', async () => {
  const body = someBytes(12 * MIB + 7, 3);
  await new Upload({ client: s3, params: { ...TARGET, Body: body }, partSize: MIN_PART }).done();
  const got = await s3.send(new GetObjectCommand({ ...TARGET, ChecksumMode: 'ENABLED' }));
  expect((await bytesOf(got.Body)).equals(body)).toBe(true);
  expect(got.ETag).toMatch(/-3"$/);
});

test('the object has what the upload was begun with, the ETag of its parts, and the age of its beginning', async () => {
  const before = Math.floor(Date.now() / 1000) * 1000;
  const UploadId = await begin({
    ContentType: 'text/plain',
    Metadata: { a: 'b' },
    StorageClass: 'STANDARD_IA',
    Tagging: 'x=y',
  });
  const parts = [await upload(UploadId, 2, FULL_PART), await upload(UploadId, 7, 'end')];
  const { ETag } = await complete(UploadId, parts);
  const md5s = [FULL_PART, 'end'].map((body) => createHash('md5').update(body).digest());
  expect(ETag).toBe(`"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-2"`);
  const head = await s3.send(new HeadObjectCommand(TARGET));
  expect(head).toMatchObject({
    ETag,
    ContentType: 'text/plain',
    Metadata: { a: 'b' },
    StorageClass: 'STANDARD_IA',
    TagCount: 1,
    ContentLength: MIN_PART + 3,
  });
  expect(head.LastModified?.getTime()).toBeGreaterThanOrEqual(before);
});

test('an upload is invisible until it is complete, and overwrites then', async () => {
  await s3.send(new PutObjectCommand({ ...TARGET, Body: 'old' }));
  const UploadId = await begin();
  const part = await upload(UploadId, 1, 'new');
  expect((await s3.send(new HeadObjectCommand(TARGET))).ETag).not.toContain('-');
  await complete(UploadId, [part]);
  const got = await s3.send(new GetObjectCommand(TARGET));
  expect(await got.Body?.transformToString()).toBe('new');
});

test('a part that is sent again replaces the one before, and its bytes are gone', async () => {
  const UploadId = await begin();
  const first = await upload(UploadId, 1, 'first');
  const second = await upload(UploadId, 1, 'second');
  await expect(complete(UploadId, [first])).rejects.toMatchObject({ name: 'InvalidPart' });
  await complete(UploadId, [second]);
  const got = await s3.send(new GetObjectCommand(TARGET));
  expect(await got.Body?.transformToString()).toBe('second');
  await server.close();
  expect(await waitingFiles()).toEqual([]);
});

test('parts that are not named are left out', async () => {
  const UploadId = await begin();
  const parts = [await upload(UploadId, 1, 'a'), await upload(UploadId, 2, 'b')];
  await complete(UploadId, parts.slice(1));
  const got = await s3.send(new GetObjectCommand(TARGET));
  expect(await got.Body?.transformToString()).toBe('b');
  await server.close();
  expect(await waitingFiles()).toEqual([]);
});

test('who did not hear the answer to a completion gets it again', async () => {
  const UploadId = await begin();
  const parts = [await upload(UploadId, 1, 'a')];
  const first = await complete(UploadId, parts);
  await s3.send(new PutObjectCommand({ ...TARGET, Key: 'other', Body: 'x' }));
  expect((await complete(UploadId, parts)).ETag).toBe(first.ETag);
  const [again, other] = await Promise.all([complete(UploadId, parts), complete(UploadId, parts)]);
  expect([again.ETag, other.ETag]).toEqual([first.ETag, first.ETag]);
});

test('an aborted upload is gone with its bytes', async () => {
  const UploadId = await begin();
  const part = await upload(UploadId, 1, 'a');
  await s3.send(new AbortMultipartUploadCommand({ ...TARGET, UploadId }));
  const noSuchUpload = { name: 'NoSuchUpload' };
  await expect(upload(UploadId, 2, 'b')).rejects.toMatchObject(noSuchUpload);
  await expect(complete(UploadId, [part])).rejects.toMatchObject(noSuchUpload);
  await expect(s3.send(new ListPartsCommand({ ...TARGET, UploadId }))).rejects.toMatchObject(noSuchUpload);
  await expect(s3.send(new AbortMultipartUploadCommand({ ...TARGET, UploadId }))).rejects.toMatchObject(
    noSuchUpload,
  );
  await server.close();
  expect(await waitingFiles()).toEqual([]);
});

test('a part that is on its way while its upload is aborted is refused, and its bytes are gone', async () => {
  const UploadId = await begin();
  const raw = {
    method: 'PUT',
    path: `/${BUCKET}/${TARGET.Key}?partNumber=1&uploadId=${UploadId}`,
    body: FULL_PART,
    headers: { expect: '100-continue' },
  };
  const sending = request({ port: server.port, ...raw, headers: signedHeaders(server, raw) });
  const answered = new Promise<IncomingMessage>((resolve) => sending.on('response', resolve));
  sending.flushHeaders();
  // Let in: the upload was there.
  await once(sending, 'continue');
  await s3.send(new AbortMultipartUploadCommand({ ...TARGET, UploadId }));
  sending.end(FULL_PART);
  expect((await bytesOf(await answered)).toString()).toContain('<Code>NoSuchUpload</Code>');
  expect(await waitingFiles()).toEqual([]);
});

test('an upload belongs to its key', async () => {
  const UploadId = await begin();
  const other = { ...TARGET, Key: 'other', UploadId };
  await expect(s3.send(new UploadPartCommand({ ...other, PartNumber: 1, Body: 'x' }))).rejects.toMatchObject({
    name: 'NoSuchUpload',
  });
});

test('parts have to be large enough, the last one excepted', async () => {
  const UploadId = await begin();
  const parts = [
    await upload(UploadId, 1, FULL_PART.subarray(1)),
    await upload(UploadId, 2, 'x'),
    await upload(UploadId, 3, 'y'),
  ];
  await expect(complete(UploadId, parts.slice(0, 2))).rejects.toMatchObject({
    name: 'EntityTooSmall',
    ProposedSize: `${MIN_PART - 1}`,
    PartNumber: '1',
  });
  await complete(UploadId, parts.slice(2));
});

test('parts have to be named in order, once, and as they are', async () => {
  const UploadId = await begin();
  const parts = [await upload(UploadId, 1, FULL_PART), await upload(UploadId, 2, 'x')];
  const [first, second] = parts as [CompletedPart, CompletedPart];
  await expect(complete(UploadId, [second, first])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
  await expect(complete(UploadId, [first, first])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
  await expect(complete(UploadId, [first, { ...second, PartNumber: 3 }])).rejects.toMatchObject({
    name: 'InvalidPart',
  });
  await expect(complete(UploadId, [first, { ...second, ETag: first.ETag }])).rejects.toMatchObject({
    name: 'InvalidPart',
  });
  await complete(UploadId, [first, { ...second, ETag: second.ETag?.replaceAll('"', '') }]);
});

test('with composed checksums, parts are numbered from 1 without a gap', async () => {
  const UploadId = await begin({ ChecksumAlgorithm: 'CRC32' });
  const { ETag, ChecksumCRC32 } = await s3.send(
    new UploadPartCommand({ ...TARGET, UploadId, PartNumber: 2, Body: 'x', ChecksumAlgorithm: 'CRC32' }),
  );
  await expect(complete(UploadId, [{ PartNumber: 2, ETag, ChecksumCRC32 }])).rejects.toMatchObject({
    name: 'InvalidPartOrder',
  });
});

test.each([
  ['no parts', '<CompleteMultipartUpload></CompleteMultipartUpload>', 'MalformedXML'],
  ['no document', '', 'InvalidRequest'],
  ['no XML', 'parts, please', 'MalformedXML'],
  [
    'a part without number',
    '<CompleteMultipartUpload><Part><ETag>x</ETag></Part></CompleteMultipartUpload>',
    'MalformedXML',
  ],
  [
    'a part without ETag',
    '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>',
    'MalformedXML',
  ],
])('a completion with %s', async (_, body, code) => {
  const UploadId = await begin();
  const path = `/${BUCKET}/${TARGET.Key}?uploadId=${UploadId}`;
  const response = await rawRequest(server, { method: 'POST', path, body });
  expect([response.status, response.code]).toEqual([400, code]);
});

test.each(['0', '10001', 'x', '-1', ''])('part number %j is none', async (number) => {
  const UploadId = await begin();
  const path = `/${BUCKET}/${TARGET.Key}?partNumber=${number}&uploadId=${UploadId}`;
  const response = await rawRequest(server, { method: 'PUT', path, body: 'x' });
  expect([response.status, response.code]).toEqual([400, 'InvalidArgument']);
});

test('part number 10,000 is the last', async () => {
  const UploadId = await begin();
  await complete(UploadId, [await upload(UploadId, 10_000, 'x')]);
});

test('a size that was announced has to be right', async () => {
  const UploadId = await begin();
  const parts = [await upload(UploadId, 1, 'abc')];
  await expect(complete(UploadId, parts, { MpuObjectSize: 4 })).rejects.toMatchObject({
    name: 'InvalidRequest',
  });
  await complete(UploadId, parts, { MpuObjectSize: 3 });
});

test('completing on condition', async () => {
  await s3.send(new PutObjectCommand({ ...TARGET, Body: 'first' }));
  const UploadId = await begin();
  const parts = [await upload(UploadId, 1, 'second')];
  await expect(complete(UploadId, parts, { IfNoneMatch: '*' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  const { ETag } = await s3.send(new HeadObjectCommand(TARGET));
  await complete(UploadId, parts, { IfMatch: ETag });
});

test('parts are listed by number, in pages', async () => {
  const UploadId = await begin({ StorageClass: 'STANDARD_IA' });
  for (const number of [20, 3, 100, 1]) await upload(UploadId, number, `part ${number}`);
  const first = await s3.send(new ListPartsCommand({ ...TARGET, UploadId, MaxParts: 3 }));
  expect(first).toMatchObject({
    ...TARGET,
    UploadId,
    MaxParts: 3,
    IsTruncated: true,
    NextPartNumberMarker: '20',
    StorageClass: 'STANDARD_IA',
  });
  expect(first.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [1, 6],
    [3, 6],
    [20, 7],
  ]);
  expect(first.Parts?.[0]?.ETag).toBe(`"${createHash('md5').update('part 1').digest('hex')}"`);
  const rest = await s3.send(
    new ListPartsCommand({ ...TARGET, UploadId, PartNumberMarker: first.NextPartNumberMarker }),
  );
  expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([100]);
  expect(rest.IsTruncated).toBe(false);
});

interface ListedUploads {
  readonly uploads: (string | undefined)[];
  readonly prefixes: (string | undefined)[];
}

async function listUploads(input: Partial<ListMultipartUploadsCommandInput>): Promise<ListedUploads> {
  const listed: ListedUploads = { uploads: [], prefixes: [] };
  let markers: Partial<ListMultipartUploadsCommandInput> = {};
  for (;;) {
    const page = await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, ...input, ...markers }));
    listed.uploads.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId));
    listed.prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
    if (page.IsTruncated !== true) return listed;
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

test('uploads are listed by key and age, with prefix, delimiter and pages', async () => {
  const ids: Record<string, string> = {};
  for (const Key of ['b/1', 'a', 'b/2', 'c']) ids[Key] = await begin({ Key });
  ids.again = await begin({ Key: 'a' });
  const all = { uploads: [ids.a, ids.again, ids['b/1'], ids['b/2'], ids.c], prefixes: [] };
  for (const MaxUploads of [1, 2, 3, 10]) {
    expect(await listUploads({ MaxUploads })).toEqual(all);
    expect(await listUploads({ MaxUploads, Delimiter: '/' })).toEqual({
      uploads: [ids.a, ids.again, ids.c],
      prefixes: ['b/'],
    });
    expect(await listUploads({ MaxUploads, Prefix: 'b/' })).toEqual({
      uploads: [ids['b/1'], ids['b/2']],
      prefixes: [],
    });
  }
  expect(await listUploads({ KeyMarker: 'a' })).toEqual({ uploads: all.uploads.slice(2), prefixes: [] });
});

test('uploads of one key are listed oldest first, however quickly they were begun', async () => {
  const ids: string[] = [];
  for (let index = 0; index < 20; index++) ids.push(await begin());
  for (const MaxUploads of [1, 7, 1000]) expect((await listUploads({ MaxUploads })).uploads).toEqual(ids);
});

test('hundreds of small parts of one upload at once', async () => {
  const UploadId = await begin();
  const numbers = Array.from({ length: 300 }, (_, index) => index + 1);
  const put = (number: number): ReturnType<typeof rawRequest> =>
    rawRequest(server, {
      method: 'PUT',
      path: `/${BUCKET}/${TARGET.Key}?partNumber=${number}&uploadId=${UploadId}`,
      body: `${number}`,
    });
  for (let at = 0; at < numbers.length; at += 100) await Promise.all(numbers.slice(at, at + 100).map(put));
  const { Parts } = await s3.send(new ListPartsCommand({ ...TARGET, UploadId }));
  expect(Parts?.map(({ PartNumber }) => PartNumber)).toEqual(numbers);
  await s3.send(new AbortMultipartUploadCommand({ ...TARGET, UploadId }));
  await server.close();
  expect(await waitingFiles()).toEqual([]);
});

test('a part that comes once more while the upload is completed', async () => {
  server = await startServer({ minPartBytes: 1 });
  s3 = clientOf(server);
  const bytes = someBytes(MIB);
  for (let round = 0; round < 5; round++) {
    const target = {
      ...TARGET,
      UploadId: (await s3.send(new CreateMultipartUploadCommand(TARGET))).UploadId,
    };
    const send = async (PartNumber: number): Promise<CompletedPart> => {
      const { ETag } = await s3.send(new UploadPartCommand({ ...target, PartNumber, Body: bytes }));
      return { PartNumber, ETag };
    };
    const Parts = [await send(1), await send(2), await send(3)];
    const complete = new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } });
    const completing = s3.send(complete);
    // Before, meanwhile or afterwards, when there is no upload any longer.
    await Promise.allSettled([send(3), send(2), completing]);
    await completing;
    const got = await s3.send(new GetObjectCommand(TARGET));
    expect((await bytesOf(got.Body)).equals(Buffer.concat([bytes, bytes, bytes]))).toBe(true);
  }
  // Nothing of all the parts stays.
  const dataFolder = join(server.dir, '.local-s3', BUCKET, 'data');
  while ((await readdir(dataFolder)).length > 0) await new Promise(setImmediate);
});
