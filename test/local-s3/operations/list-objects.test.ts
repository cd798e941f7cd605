import { ListObjectsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { ListObjectsCommandInput, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, expect, test } from 'vitest';
import { BUCKET, clientOf, rawRequest, startServer } from '../kit.ts';
import type { LocalS3 } from '../../../src/local-s3/index.ts';

const KEYS = ['a-b', 'a/1', 'a/2', 'b/3', 'b/c/4', 'z z', '\uFFFD', '\u{1F600}'];

let server: LocalS3;
let s3: S3Client;

beforeEach(async () => {
  server = await startServer();
  s3 = clientOf(server);
  for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }));
});

/** All pages, continued as S3 says: by NextMarker, or by the last key where there is none. */
async function list(
  input: Partial<ListObjectsCommandInput>,
): Promise<{ keys: string[]; prefixes: string[] }> {
  const found: { keys: string[]; prefixes: string[] } = { keys: [], prefixes: [] };
  let Marker = input.Marker;
  for (;;) {
    const page = await s3.send(new ListObjectsCommand({ Bucket: BUCKET, ...input, Marker }));
    found.keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
    found.prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!));
    const isTold = input.Delimiter !== undefined && page.IsTruncated === true;
    expect(page.NextMarker !== undefined).toBe(isTold);
    if (page.IsTruncated !== true) return found;
    Marker = page.NextMarker ?? page.Contents!.at(-1)!.Key;
  }
}

test.each<[string, Partial<ListObjectsCommandInput>, string[], string[]]>([
  ['everything', {}, KEYS, []],
  ['a prefix', { Prefix: 'a/' }, ['a/1', 'a/2'], []],
  ['a delimiter', { Delimiter: '/' }, ['a-b', 'z z', '\uFFFD', '\u{1F600}'], ['a/', 'b/']],
  ['both', { Prefix: 'b/', Delimiter: '/' }, ['b/3'], ['b/c/']],
  ['a marker', { Marker: 'b/3' }, ['b/c/4', 'z z', '\uFFFD', '\u{1F600}'], []],
  ['a marker that is no key', { Marker: 'b' }, KEYS.slice(3), []],
  ['a marker that is a common prefix', { Marker: 'a/', Delimiter: '/' }, KEYS.slice(5), ['b/']],
])('%s', async (_, input, keys, prefixes) => {
  for (const MaxKeys of [1, 2, 3, undefined])
    expect(await list({ ...input, MaxKeys })).toEqual({ keys, prefixes });
});

test('a page says what an object is, and whose', async () => {
  const page = await s3.send(new ListObjectsCommand({ Bucket: BUCKET, Prefix: 'a-b', Marker: 'a' }));
  expect(page).toMatchObject({ Name: BUCKET, Prefix: 'a-b', Marker: 'a', MaxKeys: 1000, IsTruncated: false });
  expect(page.Contents).toMatchObject([
    { Key: 'a-b', Size: 3, StorageClass: 'STANDARD', Owner: { DisplayName: 'local' } },
  ]);
  expect(page.Contents?.[0]?.ETag).toMatch(/^"[0-9a-f]{32}"$/);
});

test('keys are spelled for a URL if the client wants them so', async () => {
  const page = await s3.send(
    new ListObjectsCommand({
      Bucket: BUCKET,
      EncodingType: 'url',
      Marker: 'b/c/4',
      MaxKeys: 1,
      Delimiter: '!',
    }),
  );
  expect(page).toMatchObject({ EncodingType: 'url', NextMarker: 'z+z', Contents: [{ Key: 'z+z' }] });
});

test('no keys were wanted', async () => {
  const page = await s3.send(new ListObjectsCommand({ Bucket: BUCKET, MaxKeys: 0 }));
  expect(page).toMatchObject({ MaxKeys: 0, IsTruncated: false });
  expect(page.Contents).toBeUndefined();
});

test.each(['max-keys=x', 'encoding-type=html'])('%s is refused', async (parameter) => {
  const response = await rawRequest(server, { path: `/${BUCKET}?${parameter}` });
  expect([response.status, response.code]).toEqual([400, 'InvalidArgument']);
});

test.each(['start-after=a', 'continuation-token=a', 'fetch-owner=true', 'list-type=1'])(
  '%s is of version 2',
  async (parameter) => {
    const response = await rawRequest(server, { path: `/${BUCKET}?${parameter}` });
    expect([response.status, response.code]).toEqual([501, 'NotImplemented']);
  },
);
