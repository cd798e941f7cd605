/** `order = "time"`, and what a poll writes. */
import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InterceptedRequest, Interception } from '../../../../src/local-s3/intercept.ts';
import { tempFolder } from '../../../kit/temp-folder.ts';
import { eagerClock } from '../manual-clock.ts';
import { startSpoiledServer } from '../test-server.ts';
import type { TestServer } from '../test-server.ts';
import { newState, openSource, textOf, watch } from './driver.ts';
import type { WatchState } from './driver.ts';

let server: TestServer;
let spoil: (request: InterceptedRequest) => Promise<Interception | undefined>;
beforeAll(async () => {
  spoil = async () => undefined;
  server = await startSpoiledServer((request) => spoil(request));
});
afterAll(() => server.close());

async function putOnly(bucket: string, key: string, body = key): Promise<void> {
  const address = { Bucket: bucket, Key: key, ContentLength: Buffer.byteLength(body) };
  await server.client.send(new PutObjectCommand({ ...address, Body: body }));
}

/** Gives its date. */
async function put(bucket: string, key: string, body = key): Promise<number> {
  await putOnly(bucket, key, body);
  const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
  return (await server.client.send(command)).LastModified!.getTime();
}

/** Puts objects so that each has a later second than the one before. */
async function putOneAfterAnother(bucket: string, keys: readonly string[]): Promise<void> {
  let before = 0;
  for (const key of keys) {
    for (let at = before; at <= before;) at = await put(bucket, key);
    before = await put(bucket, key);
  }
}

async function remove(bucket: string, key: string): Promise<void> {
  await server.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}

function news(state: WatchState): string[] {
  return state.events.splice(0).map(({ port, value, meta }) => {
    const { action, object, key } = (meta ?? value) as {
      action: string;
      object?: { key: string };
      key: string;
    };
    if (port === 'err') return 'err';
    return meta === null ? `${action} ${object!.key}` : `${action} ${key}: ${textOf(value)}`;
  });
}

describe('in the order of time', () => {
  test('older objects come first, of one second by key, and deletes last', async () => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    const settings = { bucket, order: 'time' };
    await putOneAfterAnother(bucket, ['c', 'a']);
    await watch(server, settings, state);
    expect(news(state)).toEqual(['create c', 'create a']);
    await remove(bucket, 'c');
    await putOneAfterAnother(bucket, ['d', 'b', 'a']);
    await watch(server, settings, state);
    expect(news(state)).toEqual(['create d', 'create b', 'update a', 'delete c']);
    await watch(server, settings, state);
    expect(news(state)).toEqual([]);
  });

  test('the versions of a key keep their order', async () => {
    const bucket = await server.freshVersionedBucket();
    const state = newState(await tempFolder());
    const settings = { bucket, order: 'time', versions: 'all', emit: 'content', deletes: true };
    for (const body of ['1', '2', '3']) await put(bucket, 'b', body);
    await remove(bucket, 'b');
    await put(bucket, 'a', '1');
    await watch(server, settings, state);
    expect(news(state).filter((line) => line.includes(' b'))).toEqual([
      'create b: 1',
      'update b: 2',
      'update b: 3',
      'delete b: null',
    ]);
    await watch(server, settings, state);
    expect(news(state)).toEqual([]);
  });

  test('a kill at any batch neither loses nor doubles an event', async () => {
    const bucket = await server.freshBucket();
    const lines = Array.from({ length: 1200 }, (_, n) => `line ${n}`);
    await putOneAfterAnother(bucket, ['c', 'a']);
    for (const key of ['c', 'b', 'a']) await put(bucket, key, lines.join('\n'));
    const state = newState(await tempFolder());
    let kills = 0;
    const run = (): Promise<boolean> =>
      watch(server, { bucket, emit: 'content', order: 'time' }, state, {
        killAfter: 2,
        isCheckpoint: (batch) => batch === 0,
      });
    while (!(await run())) kills++;
    expect(kills).toBeGreaterThan(3);
    const told = news(state);
    for (const key of ['a', 'b', 'c']) {
      expect(told.filter((line) => line.startsWith(`create ${key}:`))).toEqual(
        lines.map((line) => `create ${key}: ${line}`),
      );
    }
    expect(told).toHaveLength(3 * lines.length);
    await watch(server, { bucket, emit: 'content', order: 'time' }, state);
    expect(news(state)).toEqual([]);
  });

  test('what was removed or replaced meanwhile is left to the next poll', async () => {
    const bucket = await server.freshBucket();
    for (const key of ['a', 'b', 'c', 'd']) await put(bucket, key);
    const state = newState(await tempFolder());
    const settings = { bucket, emit: 'content', deletes: true, order: 'time', prefetch: 1 };
    await watch(server, settings, state);
    expect(news(state)).toHaveLength(4);
    for (const key of ['a', 'b', 'c', 'e']) await put(bucket, key, `new ${key}`);
    let isFirst = true;
    spoil = async ({ operation }) => {
      if (operation !== 'GetObject' || !isFirst) return undefined;
      isFirst = false;
      await put(bucket, 'b', 'newer b');
      await remove(bucket, 'c');
      await remove(bucket, 'e');
      return undefined;
    };
    await watch(server, settings, state);
    expect(news(state)).toEqual(['update a: new a']);
    spoil = async () => undefined;
    await watch(server, settings, state);
    expect(news(state)).toEqual(['update b: newer b', 'delete c: null']);
    await watch(server, settings, state);
    expect(news(state)).toEqual([]);
    const files = await readdir(state.folder);
    expect(files.filter((name) => !name.startsWith('inventory-'))).toEqual([]);
  });

  test('what is taken away is no event', async () => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    const settings = { bucket, emit: 'content', deletes: true, order: 'time', after: 'delete' };
    await putOneAfterAnother(bucket, ['b', 'a']);
    await watch(server, settings, state);
    expect(news(state)).toEqual(['create b: b', 'create a: a']);
    await put(bucket, 'c');
    await watch(server, settings, state);
    expect(news(state)).toEqual(['create c: c']);
    await watch(server, settings, state);
    expect(news(state)).toEqual([]);
  });
});

describe('a poll in which nothing has changed', () => {
  test.each([
    ['in the order of the keys', {}],
    ['in the order of time', { order: 'time' }],
    ['of content', { emit: 'content' }],
    ['of versions', { versions: 'all' }],
  ])('writes no file: %s', async (_name, more) => {
    const bucket = await server.freshVersionedBucket();
    for (let n = 0; n < 20; n++) await put(bucket, `key-${n}`);
    const state = newState(await tempFolder());
    await watch(server, { bucket, ...more }, state);
    const files = async (): Promise<string[]> => {
      const names = await readdir(state.folder);
      return Promise.all(
        names.sort().map(async (name) => {
          const { mtimeMs, size, ino } = await stat(join(state.folder, name));
          return `${name} ${mtimeMs} ${size} ${ino}`;
        }),
      );
    };
    const before = await files();
    const context = { stateFolder: state.folder, position: state.position };
    const settings = { bucket, ...more, once: false };
    const source = await openSource(server, settings, { tuning: { clock: eagerClock }, context });
    const stop = new AbortController();
    let batches = 0;
    for await (const { position } of source.read(stop.signal)) {
      await source.prepare!(position);
      const now = await files();
      expect(now.slice(0, before.length)).toEqual(before);
      expect(now).toHaveLength(before.length);
      if (++batches === 6) stop.abort();
    }
    await source.close();
  });

  test('the first difference brings what was the same along', async () => {
    const bucket = await server.freshBucket();
    const keys = Array.from({ length: 1050 }, (_, n) => `key-${String(n).padStart(4, '0')}`);
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => putOnly(bucket, key, 'x')));
    }
    const state = newState(await tempFolder());
    await watch(server, { bucket }, state);
    expect(news(state)).toHaveLength(1050);
    await put(bucket, keys[1040]!, 'y');
    // Killed where all was the same so far, and again behind the difference.
    await watch(server, { bucket }, state, { killAfter: 1, isCheckpoint: () => true });
    expect(state.position).toMatchObject({ current: { isSame: true, key: keys[999] } });
    await watch(server, { bucket }, state, { killAfter: 2, isCheckpoint: () => true });
    await watch(server, { bucket }, state);
    expect(news(state)).toEqual([`update ${keys[1040]}`]);
    await watch(server, { bucket }, state);
    expect(news(state)).toEqual([]);
    expect(state.position).toMatchObject({ seen: { records: 1050 } });
  });

  test('a run that goes back to the checkpoint before finds the inventory of it', async () => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    // Each run ends with a checkpoint; the one before it is what `state reset --to-previous` goes back to.
    let previous = state.position;
    for (const key of ['a', 'b', 'c', 'd']) {
      await put(bucket, key);
      previous = state.position;
      await watch(server, { bucket }, state);
    }
    expect(news(state)).toEqual(['create a', 'create b', 'create c', 'create d']);
    state.position = previous;
    await watch(server, { bucket }, state);
    expect(news(state)).toEqual(['create d']);
    await watch(server, { bucket }, state);
    expect(news(state)).toEqual([]);
  });

  test('versions that were removed for good are told once', async () => {
    const bucket = await server.freshVersionedBucket();
    const state = newState(await tempFolder());
    const settings = { bucket, versions: 'all' };
    const ids: (string | undefined)[] = [];
    for (const key of ['a', 'a', 'b', 'c']) {
      const address = { Bucket: bucket, Key: key };
      ids.push((await server.client.send(new PutObjectCommand({ ...address, Body: 'x' }))).VersionId);
    }
    await watch(server, settings, state);
    expect(news(state)).toEqual(['create a', 'update a', 'create b', 'create c']);
    const removeVersion = async (key: string, VersionId: string | undefined): Promise<void> => {
      await server.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId }));
    };
    await removeVersion('a', ids[0]);
    await watch(server, settings, state);
    expect(news(state)).toEqual([]);
    await removeVersion('b', ids[2]);
    await watch(server, settings, state);
    expect(news(state)).toEqual(['delete b']);
    await watch(server, settings, state);
    expect(news(state)).toEqual([]);
    expect(state.position).toMatchObject({ seen: { records: 2 } });
  });
});
