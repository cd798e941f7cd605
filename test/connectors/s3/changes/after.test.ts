/** What becomes of objects that have been read. */
import {
  DeleteObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { InterceptedRequest, Interception } from '../../../../src/local-s3/intercept.ts';
import { recordSink } from '../../../kit/sink-context.ts';
import { tempFolder } from '../../../kit/temp-folder.ts';
import { listKeys, openUploads, readObject, startSpoiledServer, startTestServer } from '../test-server.ts';
import type { TestServer } from '../test-server.ts';
import { newState, openSource, textOf, watch } from './driver.ts';
import type { WatchState } from './driver.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const CONTENT = { emit: 'content', deletes: true };

/**
 * Only against the local S3, which does as AWS: Ceph 16.2 has no `STANDARD_IA`, changes the date of an object that is tagged,
 * takes no tags with CreateMultipartUpload, and lists `../x` elsewhere.
 */
const testLikeAws = test.skipIf((process.env['FLOWRUN_TEST_S3_ENDPOINT'] ?? '') !== '');

async function put(bucket: string, key: string, body: string, more: object = {}): Promise<void> {
  const ContentLength = Buffer.byteLength(body);
  const address = { Bucket: bucket, Key: key };
  await server.client.send(new PutObjectCommand({ ...address, Body: body, ContentLength, ...more }));
}

async function tagsOf(bucket: string, key: string): Promise<unknown> {
  const { TagSet } = await server.client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key }));
  return Object.fromEntries(TagSet!.map(({ Key, Value }) => [Key, Value]));
}

/** `create a: one`, `err a`. */
function news(state: WatchState): string[] {
  return state.events.splice(0).map(({ port, value, meta }) => {
    const { action, key } = (meta ?? {}) as { action: string; key: string };
    return port === 'err' ? 'err' : `${action} ${key}: ${textOf(value)}`;
  });
}

async function twoObjects(): Promise<string> {
  const bucket = await server.freshBucket();
  await put(bucket, 'in/a', 'one\ntwo');
  await put(bucket, 'in/b', '');
  return bucket;
}

describe('delete', () => {
  test('removes what was told, and says nothing of it', async () => {
    const bucket = await twoObjects();
    const state = newState(await tempFolder());
    const settings = { bucket, ...CONTENT, after: 'delete' };
    await watch(server, settings, state);
    expect(news(state)).toEqual(['create in/a: one', 'create in/a: two']);
    expect(await listKeys(server, bucket)).toEqual([]);
    await put(bucket, 'in/a', 'three');
    await watch(server, settings, state);
    expect(news(state)).toEqual(['create in/a: three']);
    await watch(server, settings, state);
    expect(news(state)).toEqual([]);
    expect(await listKeys(server, bucket)).toEqual([]);
  });

  test('where versions are kept, by a delete marker', async () => {
    const bucket = await server.freshVersionedBucket();
    await put(bucket, 'a', 'one');
    const state = newState(await tempFolder());
    await watch(server, { bucket, ...CONTENT, after: 'delete' }, state);
    const { Versions, DeleteMarkers } = await server.client.send(
      new ListObjectVersionsCommand({ Bucket: bucket }),
    );
    expect([Versions?.length, DeleteMarkers?.length]).toEqual([1, 1]);
    await watch(server, { bucket, ...CONTENT, after: 'delete' }, state);
    expect(news(state)).toEqual(['create a: one']);
  });

  test('waits until the sinks have completed what was made of it, over a restart', async () => {
    const bucket = await twoObjects();
    const state = newState(await tempFolder());
    const settings = { bucket, ...CONTENT, after: 'delete' };
    await watch(server, settings, state, { isSettled: () => false });
    expect(news(state)).toEqual(['create in/a: one', 'create in/a: two']);
    expect(await listKeys(server, bucket)).toEqual(['in/a', 'in/b']);
    await watch(server, settings, state);
    expect(news(state)).toEqual([]);
    expect(await listKeys(server, bucket)).toEqual([]);
  });

  test('a killed run removes only what a checkpoint contains', async () => {
    const bucket = await twoObjects();
    const state = newState(await tempFolder());
    const settings = { bucket, ...CONTENT, after: 'delete' };
    await watch(server, settings, state, { killAfter: 0 });
    expect(await listKeys(server, bucket)).toEqual(['in/a', 'in/b']);
    let runs = 0;
    while (!(await watch(server, settings, state, { killAfter: 1, isCheckpoint: () => true }))) runs++;
    expect(runs).toBeGreaterThan(0);
    expect(news(state)).toEqual(['create in/a: one', 'create in/a: two']);
    expect(await listKeys(server, bucket)).toEqual([]);
  });

  test('leaves an object that has changed since it was read, which is told as another one', async () => {
    const bucket = await twoObjects();
    const state = newState(await tempFolder());
    const settings = { bucket, ...CONTENT, after: 'delete' };
    await watch(server, settings, state, { isSettled: () => false });
    await put(bucket, 'in/a', 'three');
    // Only the checkpoint of the first poll is settled when the second one begins.
    await watch(server, settings, state, { killAfter: 0 });
    expect(await readObject(server, bucket, 'in/a')).toEqual(Buffer.from('three'));
    state.events.splice(0);
    await watch(server, settings, state);
    expect(news(state)).toEqual(['create in/a: three']);
    expect(await listKeys(server, bucket)).toEqual([]);
  });

  test('one that was put again with the same bytes is another one, too', async () => {
    const bucket = await twoObjects();
    const state = newState(await tempFolder());
    const settings = { bucket, emit: 'content', after: 'delete', prefix: 'in/a' };
    await watch(server, settings, state, { isSettled: () => false });
    const before = await server.client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'in/a' }));
    let after = before;
    while (after.LastModified!.getTime() === before.LastModified!.getTime()) {
      await put(bucket, 'in/a', 'one\ntwo');
      after = await server.client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'in/a' }));
    }
    await watch(server, { ...settings, min_age: '1h' }, state);
    expect(await listKeys(server, bucket)).toContain('in/a');
  });

  test('leaves an object of which something went to err', async () => {
    const bucket = await twoObjects();
    await put(bucket, 'in/c', 'text', { ContentEncoding: 'zstd' });
    const state = newState(await tempFolder());
    await watch(server, { bucket, ...CONTENT, after: 'delete' }, state);
    expect(news(state)).toEqual(['create in/a: one', 'create in/a: two', 'err']);
    expect(await listKeys(server, bucket)).toEqual(['in/c']);
  });

  test('a journal that is done is put away', async () => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    for (let poll = 0; poll < 3; poll++) {
      await put(bucket, 'a', `${poll}`);
      await watch(server, { bucket, ...CONTENT, after: 'delete' }, state);
    }
    const files = (await readdir(state.folder)).filter((name) => name.startsWith('after-'));
    expect(files.sort()).toEqual(['after-3', 'after-done']);
  });

  test('is an error without checkpoints', async () => {
    const bucket = await server.freshBucket();
    const context = { checkpoints: false };
    await expect(openSource(server, { bucket, ...CONTENT, after: 'delete' }, { context })).rejects.toThrow(
      '`after = "delete"` needs checkpoints, and this flow makes none',
    );
  });
});

describe('tag', () => {
  testLikeAws('adds a tag to those that are there, and is no change', async () => {
    const bucket = await twoObjects();
    const Tagging = { TagSet: [{ Key: 'team', Value: 'x' }] };
    await server.client.send(new PutObjectTaggingCommand({ Bucket: bucket, Key: 'in/a', Tagging }));
    const state = newState(await tempFolder());
    const settings = { bucket, after: 'tag', tag: { name: 'state', value: 'seen' } };
    await watch(server, settings, state);
    expect(state.events.splice(0).length).toBe(2);
    expect(await tagsOf(bucket, 'in/a')).toEqual({ team: 'x', state: 'seen' });
    expect(await tagsOf(bucket, 'in/b')).toEqual({ state: 'seen' });
    await watch(server, settings, state);
    expect(state.events).toEqual([]);
  });

  test('of every version', async () => {
    const bucket = await server.freshVersionedBucket();
    await put(bucket, 'a', 'one');
    await put(bucket, 'a', 'two');
    await server.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'a' }));
    const state = newState(await tempFolder());
    await watch(server, { bucket, versions: 'all', after: 'tag' }, state);
    const { Versions } = await server.client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    for (const { VersionId } of Versions!) {
      const command = new GetObjectTaggingCommand({ Bucket: bucket, Key: 'a', VersionId });
      expect((await server.client.send(command)).TagSet).toEqual([{ Key: 'flowrun', Value: 'read' }]);
    }
  });
});

describe('move', () => {
  testLikeAws.each([
    ['a prefix', 'done/', ['done/in/a', 'done/in/b']],
    ['a template', 'done/{name}.{date}', [/^done\/a\.\d{4}-\d\d-\d\d$/, /^done\/b\.\d{4}-\d\d-\d\d$/]],
  ])('to %s', async (_name, move_to, expected) => {
    const bucket = await twoObjects();
    await put(bucket, 'in/a', 'one', {
      Metadata: { from: 'here' },
      Tagging: 'team=x',
      StorageClass: 'STANDARD_IA',
    });
    const state = newState(await tempFolder());
    await watch(server, { bucket, prefix: 'in/', ...CONTENT, after: 'move', move_to }, state);
    const keys = await listKeys(server, bucket);
    expect(keys).toEqual(
      expected.map((each) => (typeof each === 'string' ? each : (expect.stringMatching(each) as string))),
    );
    const Key = keys[0]!;
    const head = await server.client.send(new HeadObjectCommand({ Bucket: bucket, Key }));
    expect(head).toMatchObject({ Metadata: { from: 'here' }, StorageClass: 'STANDARD_IA' });
    expect(await tagsOf(bucket, Key)).toEqual({ team: 'x' });
    expect(news(state)).toEqual(['create in/a: one']);
    await watch(server, { bucket, prefix: 'in/', ...CONTENT, after: 'move', move_to }, state);
    expect(news(state)).toEqual([]);
  });

  test('to another bucket, whatever the key', async () => {
    const bucket = await server.freshBucket();
    const other = await server.freshBucket();
    const keys = ['a b+c%20?x', 'ä/😀', 'in//x'];
    for (const key of keys) await put(bucket, key, 'x');
    const state = newState(await tempFolder());
    await watch(server, { bucket, ...CONTENT, after: 'move', move_to: `s3://${other}/` }, state);
    expect([await listKeys(server, bucket), (await listKeys(server, other)).sort()]).toEqual([
      [],
      keys.sort(),
    ]);
  });

  testLikeAws('in parts, when it is too large for one request', async () => {
    const bucket = await twoObjects();
    await put(bucket, 'in/a', 'one\ntwo', {
      ContentType: 'text/x',
      Metadata: { from: 'here' },
      Tagging: 'team=x',
    });
    const state = newState(await tempFolder());
    const settings = { bucket, prefix: 'in/', ...CONTENT, after: 'move', move_to: 'done/' };
    await watch(server, settings, state, { tuning: { after: { maxCopyBytes: 3 } } });
    expect(await listKeys(server, bucket)).toEqual(['done/in/a', 'done/in/b']);
    const head = await server.client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'done/in/a' }));
    expect(head).toMatchObject({ Metadata: { from: 'here' }, ContentType: 'text/x', ContentLength: 7 });
    expect(await tagsOf(bucket, 'done/in/a')).toEqual({ team: 'x' });
    expect(await openUploads(server, bucket)).toEqual([]);
  });

  testLikeAws('leaves an object whose key would lead elsewhere, or back to what is watched', async () => {
    const bucket = await server.freshBucket();
    for (const key of ['../x', 'done/x.json', 'y.json']) await put(bucket, key, '1');
    const state = newState(await tempFolder());
    const { context, logged } = recordSink();
    const { logger } = context;
    const settings = { bucket, regex: 'json$|[.][.]', ...CONTENT, after: 'move', move_to: 'done/' };
    await watch(server, settings, state, { context: { logger } });
    expect(await listKeys(server, bucket)).toEqual(['../x', 'done/x.json', 'y.json']);
    expect(logged.filter(({ level }) => level === 'warn')).toEqual([
      {
        level: 'warn',
        message:
          'source: 3 objects could not be moved, such as `../x`: its key has `.` or `..` as a part of its path, which ' +
          'would lead out of `done/`',
      },
    ]);
  });
});

describe('failures', () => {
  let spoil: (request: InterceptedRequest) => Interception | undefined = () => undefined;
  let spoiled: TestServer;
  beforeAll(async () => {
    spoiled = await startSpoiledServer((request) => spoil(request));
  });
  afterAll(() => spoiled.close());

  test.each([
    ['AccessDenied', 403, 1],
    ['SlowDown', 503, 3],
  ])('%s is said, and tried again at the next poll', async (code, status, requests) => {
    onTestFinished(() => void (spoil = () => undefined));
    const bucket = await spoiled.freshBucket();
    for (const key of ['a', 'b', 'c']) {
      await spoiled.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: key }));
    }
    let refused = 0;
    spoil = ({ operation, key }) =>
      operation === 'DeleteObject' && key === 'b' && ++refused > 0
        ? { kind: 'error', status, code }
        : undefined;
    const state = newState(await tempFolder());
    const { context, logged } = recordSink();
    const options = {
      context: { logger: context.logger },
      tuning: { policy: { maxAttempts: 3, firstDelayMs: 1, maxDelayMs: 1 } },
    };
    await watch(spoiled, { bucket, ...CONTENT, after: 'delete' }, state, options);
    expect([await listKeys(spoiled, bucket), refused]).toEqual([['b'], requests]);
    const said = logged.filter(({ message }) => message.includes('could not be deleted'));
    expect(said).toMatchObject([
      {
        level: 'warn',
        message: expect.stringContaining('source: an object could not be deleted, `b`: ') as string,
      },
    ]);
    spoil = () => undefined;
    await watch(spoiled, { bucket, ...CONTENT, after: 'delete' }, state, options);
    expect([await listKeys(spoiled, bucket), news(state).length]).toEqual([[], 3]);
  });

  test('a server without conditional deletes is asked without', async () => {
    onTestFinished(() => void (spoil = () => undefined));
    const bucket = await spoiled.freshBucket();
    await spoiled.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'a', Body: 'a' }));
    spoil = ({ operation, headers }) =>
      operation === 'DeleteObject' && headers['if-match'] !== undefined
        ? { kind: 'error', status: 501, code: 'NotImplemented' }
        : undefined;
    await watch(spoiled, { bucket, ...CONTENT, after: 'delete' }, newState(await tempFolder()));
    expect(await listKeys(spoiled, bucket)).toEqual([]);
  });
});
