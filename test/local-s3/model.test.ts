import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { AbortMultipartUploadCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startLocalS3 } from '../../src/local-s3/index.ts';
import { compareKeys } from '../../src/local-s3/storage/key-order.ts';
import { BUCKET, bytesOf, clientOf, temporaryFolder } from './kit.ts';

/** What a bucket is to somebody who uses it: keys and their bytes. */
type Model = Map<string, string>;

type Action =
  | { readonly kind: 'put'; readonly key: string; readonly body: string }
  | { readonly kind: 'delete'; readonly key: string }
  | { readonly kind: 'delete many'; readonly keys: readonly string[] }
  | { readonly kind: 'multipart'; readonly key: string; readonly body: string; readonly isAborted: boolean }
  | { readonly kind: 'copy'; readonly from: string; readonly key: string }
  | { readonly kind: 'get'; readonly key: string }
  | {
      readonly kind: 'list';
      readonly prefix: string;
      readonly delimiter: string;
      readonly startAfter: string;
      readonly pageSize: number;
    }
  | { readonly kind: 'restart' };

// Few keys, so that they meet: folders that are files as well, escapes, every order of characters.
const segment = fc.constantFrom('a', 'b', 'a-b', 'a.b', '', '..', '%', 'é', '\uFFFD', '\u{1F600}', 'A');
const key = fc
  .array(segment, { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join('/'))
  .filter((text) => text !== '');
const body = fc.string({ maxLength: 20 });
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('put' as const), key, body }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('delete many' as const),
      keys: fc.array(key, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('multipart' as const), key, body, isAborted: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('copy' as const), from: key, key }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('get' as const), key }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('list' as const),
      prefix: fc.constantFrom('', 'a', 'a/', 'b', '/', '../'),
      delimiter: fc.constantFrom('', '/', '-', 'b'),
      startAfter: fc.oneof(fc.constant(''), key),
      pageSize: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

test('whatever is done in whatever order, the bucket is what a map would be', async () => {
  const dir = await temporaryFolder();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 40 }), async (actions) => {
      const options = { dir: `${dir}/${run++}`, fsync: false };
      let server = await startLocalS3(options);
      await server.createBucket(BUCKET);
      let s3 = clientOf(server);
      const model: Model = new Map();
      try {
        for (const next of actions) {
          if (next.kind === 'restart') {
            await server.close();
            server = await startLocalS3(options);
            s3 = clientOf(server);
          } else {
            await act(s3, model, next);
          }
        }
        await check(s3, model);
      } finally {
        await server.close();
      }
    }),
    { numRuns: 20 },
  );
});

async function act(s3: S3Client, model: Model, next: Exclude<Action, { kind: 'restart' }>): Promise<void> {
  switch (next.kind) {
    case 'put':
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: next.key, Body: Buffer.from(next.body) }));
      model.set(next.key, next.body);
      return;
    case 'delete':
      await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: next.key }));
      model.delete(next.key);
      return;
    case 'delete many': {
      const Objects = next.keys.map((Key) => ({ Key }));
      const { Errors } = await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
      expect(Errors).toBeUndefined();
      for (const deleted of next.keys) model.delete(deleted);
      return;
    }
    case 'multipart':
      await multipart(s3, next);
      if (!next.isAborted) model.set(next.key, next.body);
      return;
    case 'copy':
      await copy(s3, model, next);
      return;
    case 'get':
      expect(await read(s3, next.key)).toBe(model.get(next.key));
      return;
    case 'list':
      expect(await list(s3, next)).toEqual(listModel(model, next));
      return;
  }
}

async function multipart(
  s3: S3Client,
  { key: Key, body: Body, isAborted }: Action & { kind: 'multipart' },
): Promise<void> {
  const target = { Bucket: BUCKET, Key };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  const { ETag } = await s3.send(
    new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: Buffer.from(Body) }),
  );
  if (isAborted) {
    await s3.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
  } else {
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }));
  }
}

async function copy(s3: S3Client, model: Model, { from, key }: Action & { kind: 'copy' }): Promise<void> {
  const CopySource = `${BUCKET}/${encodeURIComponent(from)}`;
  const command = new CopyObjectCommand({
    Bucket: BUCKET,
    Key: key,
    CopySource,
    MetadataDirective: 'REPLACE',
  });
  const bytes = model.get(from);
  if (bytes === undefined) {
    await expect(s3.send(command)).rejects.toMatchObject({ name: 'NoSuchKey' });
  } else {
    await s3.send(command);
    model.set(key, bytes);
  }
}

async function read(s3: S3Client, Key: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    return (await bytesOf(Body)).toString();
  } catch (error) {
    expect(error).toMatchObject({ name: 'NoSuchKey' });
    return undefined;
  }
}

type Listing = Action & { kind: 'list' };

/** Keys and common prefixes in the order of the pages they come in; each page is sorted by itself. */
async function list(s3: S3Client, { prefix, delimiter, startAfter, pageSize }: Listing): Promise<string[]> {
  const found: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: BUCKET,
        Prefix: prefix,
        Delimiter: delimiter,
        StartAfter: startAfter,
        MaxKeys: pageSize,
        ContinuationToken,
      }),
    );
    const keys = (page.Contents ?? []).map(({ Key }) => Key!);
    const groups = (page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!);
    found.push(...[...keys, ...groups].sort(compareKeys));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return found;
}

function listModel(model: Model, { prefix, delimiter, startAfter }: Listing): string[] {
  const found = new Set<string>();
  for (const name of [...model.keys()].sort(compareKeys)) {
    if (!name.startsWith(prefix) || compareKeys(name, startAfter) <= 0) continue;
    const at = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
    const group = at === -1 ? name : name.slice(0, at + delimiter.length);
    // A start that is a common prefix itself stands for all that is in it.
    if (group !== startAfter) found.add(group);
  }
  return [...found];
}

async function check(s3: S3Client, model: Model): Promise<void> {
  const all = { kind: 'list', prefix: '', delimiter: '', startAfter: '', pageSize: 1000 } as const;
  expect(await list(s3, all)).toEqual(listModel(model, all));
  for (const [name, bytes] of model) expect(await read(s3, name)).toBe(bytes);
  const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
  expect(Uploads).toBeUndefined();
}
