import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { ListObjectVersionsCommandInput } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalS3 } from '../../../src/local-s3/index.ts';
import type { LocalS3 } from '../../../src/local-s3/index.ts';
import { BUCKET, clientOf, rawRequest } from '../kit.ts';

/** In the order of their arrival; `-` deletes, `|` switches versioning on. */
const HISTORY = [
  'a/1',
  'b',
  '|',
  'b',
  'a/1',
  '-a/1',
  'a/2',
  'c d',
  '\u{1F600}',
  '\uFFFD',
  '-gone',
  'b',
  'a/1',
];
/** What that makes, as `key` of a version or `-key` of a delete marker, in S3's order. */
const LISTED = ['a/1', '-a/1', 'a/1', 'a/1', 'a/2', 'b', 'b', 'b', 'c d', '-gone', '\uFFFD', '\u{1F600}'];

let dir: string;
let server: LocalS3;

/** Every test only looks at it. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flowrun-local-s3-'));
  server = await startLocalS3({ dir, fsync: false });
  await server.createBucket(BUCKET);
  for (const step of HISTORY) {
    const key = encodeURI(step.replace('-', ''));
    if (step === '|') await enableVersioning(BUCKET);
    else
      await rawRequest(server, {
        method: step.startsWith('-') ? 'DELETE' : 'PUT',
        path: `/${BUCKET}/${key}`,
      });
  }
});

afterAll(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

async function enableVersioning(bucket: string): Promise<void> {
  const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
  await rawRequest(server, { method: 'PUT', path: `/${bucket}?versioning`, body });
}

interface Listed {
  /** As in `LISTED`. */
  readonly entries: string[];
  readonly prefixes: string[];
  readonly pages: number;
}

/** All pages, read as they are on the wire: the SDK keeps versions and delete markers apart. */
async function list(parameters: Record<string, string> = {}): Promise<Listed> {
  const [entries, prefixes]: [string[], string[]] = [[], []];
  let marker: Record<string, string> = {};
  for (let pages = 1; ; pages++) {
    const query = new URLSearchParams({ ...parameters, ...marker });
    const { body } = await rawRequest(server, { path: `/${BUCKET}?versions&${escaped(query)}` });
    const page = [...body.matchAll(/<(Version|DeleteMarker)><Key>(.*?)<\/Key>/g)];
    entries.push(...page.map(([, kind, key]) => `${kind === 'Version' ? '' : '-'}${key}`));
    prefixes.push(...[...body.matchAll(/<CommonPrefixes><Prefix>(.*?)</g)].map(([, prefix]) => prefix!));
    if (textOf(body, 'IsTruncated') === 'false') return { entries, prefixes, pages };
    const versionId = textOf(body, 'NextVersionIdMarker');
    marker = {
      'key-marker': textOf(body, 'NextKeyMarker')!,
      ...(versionId !== undefined && { 'version-id-marker': versionId }),
    };
  }
}

function escaped(query: URLSearchParams): string {
  return query.toString().replaceAll('+', '%20');
}

function textOf(body: string, name: string): string | undefined {
  return new RegExp(`<${name}>(.*?)</${name}>`).exec(body)?.[1];
}

test('keys in the order of their bytes, versions and delete markers of each from the newest to the oldest', async () => {
  expect(await list()).toEqual({ entries: LISTED, prefixes: [], pages: 1 });
  const { body } = await rawRequest(server, { path: `/${BUCKET}?versions` });
  const latest = [...body.matchAll(/<IsLatest>(.*?)</g)].map(([, isLatest]) => isLatest === 'true');
  expect(latest).toEqual(
    LISTED.map((entry, i) => entry.replace('-', '') !== LISTED[i - 1]?.replace('-', '')),
  );
  const ids = [...body.matchAll(/<VersionId>(.*?)</g)].map(([, id]) => id!);
  expect(ids.filter((id) => id === 'null')).toHaveLength(2);
  expect([ids[3], ids[7]]).toEqual(['null', 'null']);
});

test.each<[string, Record<string, string>, string[], string[]]>([
  ['a prefix', { prefix: 'a/' }, LISTED.slice(0, 5), []],
  ['a prefix that nothing has', { prefix: 'nothing' }, [], []],
  ['a delimiter', { delimiter: '/' }, LISTED.slice(5), ['a/']],
  ['both', { prefix: 'a/', delimiter: '1' }, ['a/2'], ['a/1']],
  [
    'a delimiter in keys that are deleted',
    { delimiter: 'o' },
    LISTED.filter((key) => key !== '-gone'),
    ['go'],
  ],
  ['a key to go on after', { 'key-marker': 'b' }, LISTED.slice(8), []],
  ['a key that is not there', { 'key-marker': 'a/11' }, LISTED.slice(4), []],
  ['a group to go on after', { 'key-marker': 'a/', delimiter: '/' }, LISTED.slice(5), []],
  ['a key inside a group', { 'key-marker': 'a/1', delimiter: '/' }, LISTED.slice(5), ['a/']],
])('%s', async (_, parameters, entries, prefixes) => {
  expect(await list(parameters)).toMatchObject({ entries, prefixes });
  for (const size of [1, 2, 3, 5]) {
    const pages = Math.max(1, Math.ceil((entries.length + prefixes.length) / size));
    expect(await list({ ...parameters, 'max-keys': `${size}` })).toEqual({ entries, prefixes, pages });
  }
});

test('no versions were wanted', async () => {
  const s3 = clientOf(server);
  const page = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, MaxKeys: 0 }));
  expect(page).toMatchObject({ MaxKeys: 0, IsTruncated: false });
  expect([page.Versions, page.NextKeyMarker]).toEqual([undefined, undefined]);
});

test('a page says where the next one begins', async () => {
  const s3 = clientOf(server);
  const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: 'b' }));
  const page = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: 'b', MaxKeys: 2 }));
  const next = { KeyMarker: 'b', VersionIdMarker: Versions?.[1]?.VersionId };
  expect(page).toMatchObject({
    IsTruncated: true,
    NextKeyMarker: 'b',
    NextVersionIdMarker: next.VersionIdMarker,
  });
  const rest = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: 'b', ...next }));
  expect(rest).toMatchObject({ ...next, IsTruncated: false, Versions: [Versions?.[2]] });
  const group = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Delimiter: '/', MaxKeys: 1 }));
  expect([group.NextKeyMarker, group.NextVersionIdMarker]).toEqual(['a/', undefined]);
});

test('keys are spelled for a URL if the client wants them so', async () => {
  const s3 = clientOf(server);
  const input: ListObjectVersionsCommandInput = {
    Bucket: BUCKET,
    EncodingType: 'url',
    KeyMarker: 'b',
    MaxKeys: 1,
  };
  const page = await s3.send(new ListObjectVersionsCommand(input));
  expect(page).toMatchObject({ EncodingType: 'url', NextKeyMarker: 'c+d', Versions: [{ Key: 'c+d' }] });
});

test.each([
  ['max-keys=x', 'max-keys', 'Provided max-keys not an integer or within integer range'],
  ['encoding-type=html', 'encoding-type', 'Invalid Encoding Method specified in Request'],
  [
    'version-id-marker=null',
    'version-id-marker',
    'A version-id marker cannot be specified without a key marker.',
  ],
  [
    'version-id-marker=',
    'version-id-marker',
    'A version-id marker cannot be specified without a key marker.',
  ],
  ['key-marker=b&version-id-marker=', 'version-id-marker', 'A version-id marker cannot be empty.'],
  ['key-marker=b&version-id-marker=x', 'version-id-marker', 'Invalid version id specified'],
])('%s', async (query, name, message) => {
  const { status, code, body } = await rawRequest(server, { path: `/${BUCKET}?versions&${query}` });
  expect([status, code, textOf(body, 'Message'), textOf(body, 'ArgumentName')]).toEqual([
    400,
    'InvalidArgument',
    message,
    name,
  ]);
});

test('what comes and goes between pages disturbs nothing else', async () => {
  const Bucket = 'changing-bucket';
  const s3 = clientOf(server);
  await server.createBucket(Bucket);
  const put = (): Promise<unknown> => s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'x' }));
  await put();
  await enableVersioning(Bucket);
  await put();
  await put();
  const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2 }));
  for (const { VersionId } of page.Versions!) {
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'b', VersionId }));
  }
  await put();
  const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
  const rest = await s3.send(new ListObjectVersionsCommand({ Bucket, KeyMarker, VersionIdMarker }));
  expect(rest.Versions).toMatchObject([{ Key: 'b', VersionId: 'null', IsLatest: false }]);
});
