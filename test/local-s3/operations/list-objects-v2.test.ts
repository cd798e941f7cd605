import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { ListObjectsV2CommandInput, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, expect, test } from 'vitest';
import { BUCKET, clientOf, rawRequest, startServer } from '../kit.ts';
import type { LocalS3 } from '../../../src/local-s3/index.ts';

const KEYS = ['\u{1F600}', 'a-b', 'a.txt', 'a/1', 'a/2', 'a/b/3', 'b/4', 'b/c/5', 'z z+&<', '\uFFFD'];
/** In the order of their UTF-8 bytes. */
const SORTED = ['a-b', 'a.txt', 'a/1', 'a/2', 'a/b/3', 'b/4', 'b/c/5', 'z z+&<', '\uFFFD', '\u{1F600}'];

let server: LocalS3;
let s3: S3Client;

beforeEach(async () => {
  server = await startServer();
  s3 = clientOf(server);
  for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }));
});

/** Keys and common prefixes of all pages. */
async function list(
  input: Partial<ListObjectsV2CommandInput> = {},
): Promise<{ keys: string[]; prefixes: string[]; pages: number }> {
  const [keys, prefixes]: [string[], string[]] = [[], []];
  let pages = 0;
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, ...input, ContinuationToken }));
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!));
    expect(page.KeyCount).toBe((page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0));
    expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
    ContinuationToken = page.NextContinuationToken;
    pages++;
  } while (ContinuationToken !== undefined);
  return { keys, prefixes, pages };
}

test('all keys, in the order of their bytes', async () => {
  expect(await list()).toEqual({ keys: SORTED, prefixes: [], pages: 1 });
});

test.each<[string, Partial<ListObjectsV2CommandInput>, string[], string[]]>([
  ['a prefix', { Prefix: 'a/' }, ['a/1', 'a/2', 'a/b/3'], []],
  ['a prefix that is no folder', { Prefix: 'a' }, ['a-b', 'a.txt', 'a/1', 'a/2', 'a/b/3'], []],
  ['a prefix that nothing has', { Prefix: 'nothing' }, [], []],
  ['a delimiter', { Delimiter: '/' }, ['a-b', 'a.txt', 'z z+&<', '\uFFFD', '\u{1F600}'], ['a/', 'b/']],
  ['both', { Prefix: 'a/', Delimiter: '/' }, ['a/1', 'a/2'], ['a/b/']],
  ['a prefix without its delimiter', { Prefix: 'a', Delimiter: '/' }, ['a-b', 'a.txt'], ['a/']],
  ['another delimiter', { Delimiter: '.t' }, SORTED.filter((key) => key !== 'a.txt'), ['a.t']],
  ['a start', { StartAfter: 'b/4' }, ['b/c/5', 'z z+&<', '\uFFFD', '\u{1F600}'], []],
  ['a start between keys', { StartAfter: 'zz' }, ['\uFFFD', '\u{1F600}'], []],
  ['a start before the prefix', { StartAfter: 'a', Prefix: 'b' }, ['b/4', 'b/c/5'], []],
  ['a start after the prefix', { StartAfter: 'c', Prefix: 'b' }, [], []],
  ['a start inside a group', { StartAfter: 'a/2', Prefix: 'a/', Delimiter: '/' }, [], ['a/b/']],
])('%s', async (_, input, keys, prefixes) => {
  expect(await list(input)).toMatchObject({ keys, prefixes });
  for (const MaxKeys of [1, 2, 3]) {
    expect(await list({ ...input, MaxKeys })).toEqual({
      keys,
      prefixes,
      pages: Math.max(1, Math.ceil((keys.length + prefixes.length) / MaxKeys)),
    });
  }
});

test('a page says what an object is', async () => {
  const page = await s3.send(
    new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'a.txt', FetchOwner: true, StartAfter: 'a' }),
  );
  expect(page).toMatchObject({ Name: BUCKET, Prefix: 'a.txt', StartAfter: 'a', MaxKeys: 1000 });
  expect(page.Contents).toEqual([
    {
      Key: 'a.txt',
      ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/) as string,
      LastModified: expect.any(Date) as Date,
      Size: 5,
      StorageClass: 'STANDARD',
      ChecksumAlgorithm: ['CRC32'],
      ChecksumType: 'FULL_OBJECT',
      Owner: { DisplayName: 'local', ID: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    },
  ]);
  const plain = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'a.txt' }));
  expect(plain.Contents?.[0]?.Owner).toBeUndefined();
});

test('no keys were wanted', async () => {
  const page = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, MaxKeys: 0 }));
  expect(page).toMatchObject({ KeyCount: 0, MaxKeys: 0, IsTruncated: false });
});

test('more than a thousand are not to be had', async () => {
  const page = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, MaxKeys: 5000 }));
  expect(page.MaxKeys).toBe(1000);
});

test('keys are spelled for a URL if the client wants them so', async () => {
  const page = await s3.send(
    new ListObjectsV2Command({ Bucket: BUCKET, EncodingType: 'url', Prefix: 'z z', Delimiter: '&' }),
  );
  expect(page).toMatchObject({
    EncodingType: 'url',
    Prefix: 'z+z',
    Delimiter: '%26',
    CommonPrefixes: [{ Prefix: 'z+z%2B%26' }],
  });
  const slashes = await s3.send(
    new ListObjectsV2Command({ Bucket: BUCKET, EncodingType: 'url', Prefix: 'a/b' }),
  );
  expect(slashes.Contents?.[0]?.Key).toBe('a/b/3');
});

test.each([
  ['max-keys=x', 'InvalidArgument'],
  ['max-keys=-1', 'InvalidArgument'],
  ['encoding-type=html', 'InvalidArgument'],
  ['continuation-token=bad', 'InvalidArgument'],
  ['continuation-token=', 'InvalidArgument'],
])('%s', async (parameter, code) => {
  const response = await rawRequest(server, { path: `/${BUCKET}?list-type=2&${parameter}` });
  expect([response.status, response.code]).toEqual([400, code]);
});

test('what comes and goes between pages disturbs nothing else', async () => {
  const first = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, MaxKeys: 3 }));
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'A', Body: Buffer.from('') }));
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a/3', Body: Buffer.from('') }));
  await rawRequest(server, { method: 'DELETE', path: `/${BUCKET}/a/1` });
  const rest = await s3.send(
    new ListObjectsV2Command({ Bucket: BUCKET, ContinuationToken: first.NextContinuationToken }),
  );
  expect(rest.Contents?.map(({ Key }) => Key)).toEqual(['a/2', 'a/3', ...SORTED.slice(4)]);
});
