import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startLocalS3 } from '../../src/local-s3/index.ts';
import { compareKeys } from '../../src/local-s3/storage/key-order.ts';
import { BUCKET, bytesOf, clientOf, temporaryFolder } from './kit.ts';

/** A version, or a delete marker, which has no body. */
interface Version {
  readonly id: string;
  readonly body: string | undefined;
}

/** What a bucket with versions is to somebody who uses it. */
interface Model {
  status: 'never' | 'Enabled' | 'Suspended';
  /** By key, newest first. */
  readonly versions: Map<string, readonly Version[]>;
}

type Action =
  | { readonly kind: 'put'; readonly key: string; readonly body: string }
  | { readonly kind: 'delete'; readonly keys: readonly string[] }
  | {
      readonly kind: 'delete version';
      readonly key: string;
      readonly which: number;
      readonly isMany: boolean;
    }
  | { readonly kind: 'read'; readonly key: string; readonly which: number }
  | { readonly kind: 'list'; readonly prefix: string; readonly delimiter: string; readonly pageSize: number }
  | { readonly kind: 'switch'; readonly status: 'Enabled' | 'Suspended' }
  | { readonly kind: 'restart' };

const key = fc.constantFrom('a', 'a/b', 'a/b/c', 'b', 'b//', 'é', '\uFFFD', '\u{1F600}');
const which = fc.nat(5);
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('put' as const), key, body: fc.string({ maxLength: 5 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('delete' as const),
      keys: fc.uniqueArray(key, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('delete version' as const), key, which, isMany: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const), key, which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('list' as const),
      prefix: fc.constantFrom('', 'a', 'a/', 'b'),
      delimiter: fc.constantFrom('', '/', 'b'),
      pageSize: fc.integer({ min: 1, max: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('switch' as const),
      status: fc.constantFrom('Enabled' as const, 'Enabled' as const, 'Suspended' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

test('whatever is done in whatever order, the versions are what lists of them would be', async () => {
  const dir = await temporaryFolder();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 10, maxLength: 50 }), async (actions) => {
      const options = { dir: `${dir}/${run++}`, fsync: false };
      let server = await startLocalS3(options);
      await server.createBucket(BUCKET);
      let s3 = clientOf(server);
      const model: Model = { status: 'never', versions: new Map() };
      try {
        for (const next of [...actions, { kind: 'restart' } as const]) {
          if (next.kind === 'restart') {
            await check(s3, model);
            await server.close();
            server = await startLocalS3(options);
            s3 = clientOf(server);
            await check(s3, model);
          } else {
            await act(s3, model, next);
          }
        }
      } finally {
        await server.close();
      }
    }),
    { numRuns: 8 },
  );
});

async function act(s3: S3Client, model: Model, next: Exclude<Action, { kind: 'restart' }>): Promise<void> {
  switch (next.kind) {
    case 'put': {
      const Body = Buffer.from(next.body);
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: next.key, Body }));
      expect(VersionId).toEqual(expectedId(model));
      addVersion(model, next.key, { id: VersionId ?? 'null', body: next.body });
      return;
    }
    case 'delete':
      await removeKeys(s3, model, next.keys);
      return;
    case 'delete version':
      await removeVersion(s3, model, next);
      return;
    case 'read': {
      const version = versionsOf(model, next.key)[next.which];
      if (version !== undefined)
        expect(await read(s3, next.key, version.id)).toBe(version.body ?? 'MethodNotAllowed');
      expect(await read(s3, next.key)).toBe(versionsOf(model, next.key)[0]?.body ?? 'NoSuchKey');
      return;
    }
    case 'list':
      expect(await list(s3, next)).toEqual(listModel(model, next));
      return;
    case 'switch': {
      const VersioningConfiguration = { Status: next.status };
      await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration }));
      model.status = next.status;
      return;
    }
  }
}

function expectedId({ status }: Model): unknown {
  if (status === 'never') return undefined;
  return status === 'Enabled' ? (expect.stringMatching(/^[\w-]{32}$/) as unknown) : 'null';
}

function versionsOf({ versions }: Model, name: string): readonly Version[] {
  return versions.get(name) ?? [];
}

/** Only the null version can be there already. */
function addVersion(model: Model, name: string, version: Version): void {
  const others = versionsOf(model, name).filter(({ id }) => id !== version.id);
  model.versions.set(name, [version, ...others]);
}

function dropVersion(model: Model, name: string, versionId: string): void {
  const others = versionsOf(model, name).filter(({ id }) => id !== versionId);
  if (others.length === 0) model.versions.delete(name);
  else model.versions.set(name, others);
}

async function removeKeys(s3: S3Client, model: Model, keys: readonly string[]): Promise<void> {
  const Objects = keys.map((Key) => ({ Key }));
  const { Deleted = [] } = await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
  expect(Deleted.map(({ Key }) => Key)).toEqual(keys);
  for (const { Key, DeleteMarkerVersionId } of Deleted) {
    expect(DeleteMarkerVersionId).toEqual(expectedId(model));
    if (DeleteMarkerVersionId === undefined) dropVersion(model, Key!, 'null');
    else addVersion(model, Key!, { id: DeleteMarkerVersionId, body: undefined });
  }
}

async function removeVersion(
  s3: S3Client,
  model: Model,
  { key: Key, which: index, isMany }: Action & { kind: 'delete version' },
): Promise<void> {
  const version = versionsOf(model, Key)[index];
  if (version === undefined) return;
  const { id: VersionId } = version;
  if (isMany) {
    const Delete = { Objects: [{ Key, VersionId }], Quiet: true };
    const { Errors } = await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete }));
    expect(Errors).toBeUndefined();
  } else {
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId }));
  }
  dropVersion(model, Key, VersionId);
}

/** The bytes, or the code of the error. */
async function read(s3: S3Client, Key: string, VersionId?: string): Promise<string> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key, VersionId }));
    return (await bytesOf(Body)).toString();
  } catch (error) {
    return (error as Error).name;
  }
}

type Listing = Pick<Action & { kind: 'list' }, 'prefix' | 'delimiter' | 'pageSize'>;

/** `key id size`, with `*` for the current ones, and common prefixes; sorted by key within a kind as they came. */
interface Listed {
  readonly versions: string[];
  readonly markers: string[];
  readonly prefixes: string[];
}

async function list(s3: S3Client, { prefix, delimiter, pageSize }: Listing): Promise<Listed> {
  const listed: Listed = { versions: [], markers: [], prefixes: [] };
  let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: BUCKET,
        Prefix: prefix,
        Delimiter: delimiter,
        MaxKeys: pageSize,
        ...next,
      }),
    );
    const { Versions = [], DeleteMarkers = [], CommonPrefixes = [] } = page;
    for (const { Key, VersionId, IsLatest, Size } of Versions) {
      listed.versions.push(`${Key} ${VersionId} ${Size}${IsLatest === true ? '*' : ''}`);
    }
    for (const { Key, VersionId, IsLatest } of DeleteMarkers) {
      listed.markers.push(`${Key} ${VersionId}${IsLatest === true ? '*' : ''}`);
    }
    listed.prefixes.push(...CommonPrefixes.map(({ Prefix }) => Prefix!));
    const count = Versions.length + DeleteMarkers.length + CommonPrefixes.length;
    if (page.IsTruncated !== true) return listed;
    expect(count).toBe(pageSize);
    next = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

function listModel(model: Model, { prefix, delimiter }: Listing): Listed {
  const listed: Listed = { versions: [], markers: [], prefixes: [] };
  for (const name of [...model.versions.keys()].sort(compareKeys)) {
    if (!name.startsWith(prefix)) continue;
    const at = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
    if (at !== -1) {
      const group = name.slice(0, at + delimiter.length);
      if (listed.prefixes.at(-1) !== group) listed.prefixes.push(group);
      continue;
    }
    for (const [index, { id, body }] of versionsOf(model, name).entries()) {
      const latest = index === 0 ? '*' : '';
      if (body === undefined) listed.markers.push(`${name} ${id}${latest}`);
      else listed.versions.push(`${name} ${id} ${Buffer.byteLength(body)}${latest}`);
    }
  }
  return listed;
}

/** All there is: every version and its bytes, and the listing of the current objects. */
async function check(s3: S3Client, model: Model): Promise<void> {
  const all = { prefix: '', delimiter: '', pageSize: 1000 };
  expect(await list(s3, all)).toEqual(listModel(model, all));
  const current: string[] = [];
  for (const [name, versions] of model.versions) {
    if (versions[0]?.body !== undefined) current.push(name);
    for (const { id, body } of versions) expect(await read(s3, name, id)).toBe(body ?? 'MethodNotAllowed');
  }
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  expect(Contents.map(({ Key }) => Key)).toEqual(current.sort(compareKeys));
}
