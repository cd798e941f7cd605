import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../../kit/temp-folder.ts';
import { eagerClock } from '../manual-clock.ts';
import { startSpoiledServer, startTestServer, testFailingOn } from '../test-server.ts';
import type { TestServer } from '../test-server.ts';
import type { InterceptedRequest, Interception } from '../../../../src/local-s3/intercept.ts';
import { newState, openSource, textOf, watch } from './driver.ts';
import type { Told, WatchState } from './driver.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function put(bucket: string, key: string, body: string | Buffer, more: object = {}): Promise<void> {
  const ContentLength = Buffer.byteLength(body);
  const address = { Bucket: bucket, Key: key };
  await server.client.send(new PutObjectCommand({ ...address, Body: body, ContentLength, ...more }));
}

async function remove(bucket: string, key: string): Promise<void> {
  await server.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}

/** `create a`, `delete b`: the new events since the last call. */
function news(state: WatchState): string[] {
  return state.events.splice(0).map(({ value, meta }) => {
    const { action, object } = value as { action: string; object: { key: string } };
    return meta === null ? `${action} ${object.key}` : JSON.stringify(meta);
  });
}

/** The events as `key:line value`. */
function contents(events: readonly Told[]): string[] {
  return events.map(({ port, value, meta }) => {
    const { key, line } = (meta ?? {}) as { key: string; line: number };
    return port === 'err' ? `err ${(value as { error: string }).error}` : `${key}:${line} ${textOf(value)}`;
  });
}

describe('metadata', () => {
  test('tells what was created, updated and deleted since the poll before, in the order of the keys', async () => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    await put(bucket, 'a', '1');
    await put(bucket, 'b/c', '22');
    await put(bucket, 'ä', '333');
    await watch(server, { bucket }, state);
    expect(news(state)).toEqual(['create a', 'create b/c', 'create ä']);
    await watch(server, { bucket }, state);
    expect(news(state)).toEqual([]);
    await put(bucket, 'a', 'other');
    await put(bucket, 'b/d', '');
    await remove(bucket, 'ä');
    await watch(server, { bucket }, state);
    expect(news(state)).toEqual(['update a', 'create b/d', 'delete ä']);
    await watch(server, { bucket }, state);
    expect(news(state)).toEqual([]);
  });

  test('an event says all that is known of the object', async () => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    await put(bucket, 'a', '1', {
      ContentType: 'text/plain',
      ContentEncoding: 'br',
      Metadata: { from: 'here' },
    });
    // The list is what the source goes by: at Ceph it is more exact than the object's own header.
    const { Contents } = await server.client.send(new ListObjectsV2Command({ Bucket: bucket }));
    const object = {
      bucket,
      key: 'a',
      s3_uri: `s3://${bucket}/a`,
      size: 1,
      etag: 'c4ca4238a0b923820dcc509a6f75849b',
      last_modified: Contents![0]!.LastModified!.toISOString().replace('.000Z', 'Z'),
      version_id: null,
      storage_class: 'STANDARD',
    };
    await watch(server, { bucket }, state);
    expect(state.events.splice(0)).toEqual([
      { port: 'out', value: { action: 'create', object }, meta: null },
    ]);
    const other = newState(await tempFolder());
    await watch(server, { bucket, head: true }, other);
    expect(other.events[0]!.value).toMatchObject({
      object: { ...object, content_type: 'text/plain', content_encoding: 'br', metadata: { from: 'here' } },
    });
    await remove(bucket, 'a');
    await watch(server, { bucket }, state);
    expect(state.events[0]!.value).toEqual({ action: 'delete', object: { ...object, storage_class: null } });
  });

  test('keys with characters that XML does not have', async () => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    const keys = ['\u0001', 'a b+c%20', 'x\ny', '\uffee', '😀'];
    for (const key of keys) await put(bucket, key, '');
    await watch(server, { bucket }, state);
    expect(news(state)).toEqual(keys.map((key) => `create ${key}`));
  });

  test.each([
    ['prefix', { prefix: 'in/' }, ['create in/a.csv', 'create in/b.json']],
    ['suffix', { suffix: '.json' }, ['create in/b.json', 'create out/c.json']],
    ['glob', { glob: '*/[a-b].*' }, ['create in/a.csv', 'create in/b.json']],
    ['start_after', { start_after: 'in/a.csv' }, ['create in/b.json', 'create out/c.json']],
    ['min_size', { min_size: 3 }, ['create out/c.json']],
    ['max_size', { max_size: 2 }, ['create in/a.csv', 'create in/b.json']],
    ['min_age', { min_age: '1h' }, []],
    ['max_age', { max_age: '1h' }, ['create in/a.csv', 'create in/b.json', 'create out/c.json']],
    ['start now', { start: 'now' }, []],
    ['start ago', { start: '1h' }, ['create in/a.csv', 'create in/b.json', 'create out/c.json']],
    ['start at', { start: '2999-01-01' }, []],
  ])('%s', async (_name, settings, expected) => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    await put(bucket, 'in/a.csv', '1');
    await put(bucket, 'in/b.json', '22');
    await put(bucket, 'out/c.json', '333');
    await watch(server, { bucket, ...settings }, state);
    expect(news(state)).toEqual(expected);
  });

  // Ceph has only the storage classes that it was configured with.
  testFailingOn('ceph-16.2')('storage_classes', async () => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    await put(bucket, 'a', '1');
    await put(bucket, 'b', '22', { StorageClass: 'STANDARD_IA' });
    await watch(server, { bucket, storage_classes: ['STANDARD_IA'] }, state);
    expect(news(state)).toEqual(['create b']);
  });

  test('what was there before the start is remembered: its changes are told', async () => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    for (const key of ['a', 'b', 'c']) await put(bucket, key, key);
    const settings = { bucket, start: 'now' };
    await watch(server, settings, state);
    await put(bucket, 'a', 'new');
    await remove(bucket, 'b');
    await put(bucket, 'd', 'd');
    await watch(server, settings, state);
    expect(news(state)).toEqual(['update a', 'delete b', 'create d']);
  });

  test('what a filter hides has no end, and begins when it is hidden no longer', async () => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    const settings = { bucket, max_size: 2 };
    await put(bucket, 'a', 'long');
    await put(bucket, 'b', 'long');
    await watch(server, settings, state);
    await put(bucket, 'a', 'x');
    await remove(bucket, 'b');
    await watch(server, settings, state);
    expect(news(state)).toEqual(['create a']);
    await put(bucket, 'a', 'long again');
    await watch(server, settings, state);
    expect(news(state)).toEqual([]);
    await remove(bucket, 'a');
    await watch(server, settings, state);
    expect(news(state)).toEqual(['delete a']);
  });

  test('without deletes nothing is told of what is gone', async () => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    await put(bucket, 'a', '');
    await watch(server, { bucket, deletes: false }, state);
    await remove(bucket, 'a');
    await watch(server, { bucket, deletes: false }, state);
    expect(news(state)).toEqual(['create a']);
  });

  test('keeps one inventory besides the one before it, of a few bytes per key', async () => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    for (let poll = 0; poll < 4; poll++) {
      for (let n = 0; n < 25; n++)
        await put(bucket, `events/2026/11/21/part-${poll}-${String(n).padStart(6, '0')}`, 'x');
      await watch(server, { bucket }, state);
    }
    const files = await readdir(state.folder);
    expect(files.sort()).toEqual(['inventory-3', 'inventory-4']);
    const { size } = await stat(join(state.folder, 'inventory-4'));
    expect(size / 100).toBeLessThan(60);
  });
});

describe('content', () => {
  test('the events of each object, in order, each with its place', async () => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    await put(bucket, 'a', 'one\ntwo\n');
    await put(bucket, 'b', '');
    await put(bucket, 'c', 'three');
    const settings = { bucket, emit: 'content', deletes: true };
    await watch(server, settings, state);
    expect(contents(state.events)).toEqual(['a:1 one', 'a:2 two', 'c:1 three']);
    expect(state.events.splice(0)[1]!.meta).toMatchObject({
      action: 'create',
      key: 'a',
      offset: 4,
      line: 2,
      size: 8,
    });
    await remove(bucket, 'c');
    await watch(server, settings, state);
    expect(state.events).toMatchObject([{ port: 'out', value: null, meta: { action: 'delete', key: 'c' } }]);
  });

  test.each([
    ['by its first bytes', 'a', gzipSync('one\ntwo\n'), {}, ['a:1 one', 'a:2 two']],
    ['by its content encoding', 'a', gzipSync('one\n'), { ContentEncoding: 'gzip' }, ['a:1 one']],
    ['not at all, whatever it says', 'a', Buffer.from('one\n'), { ContentEncoding: 'gzip' }, ['a:1 one']],
    [
      'by nobody',
      'a',
      Buffer.from('one\n'),
      { ContentEncoding: 'zstd' },
      [
        'err content encoding `zstd` cannot be decompressed; `decompress = "none"` takes the bytes as they are',
      ],
    ],
  ])('is decompressed %s', async (_name, key, body, more, expected) => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    await put(bucket, key, body, more);
    await watch(server, { bucket, emit: 'content' }, state);
    expect(contents(state.events)).toEqual(expected);
  });

  test.each([
    ['plain', (text: string) => Buffer.from(text)],
    ['compressed', (text: string) => gzipSync(text)],
  ])('a kill at any batch neither loses nor doubles an event: %s', async (_name, encode) => {
    const bucket = await server.freshBucket();
    const lines = Array.from({ length: 1500 }, (_, n) => `line ${n} ${'x'.repeat(n % 60)}`);
    for (const key of ['a', 'b', 'c']) await put(bucket, key, encode(lines.join('\n')));
    const state = newState(await tempFolder());
    let kills = 0;
    const run = () =>
      watch(server, { bucket, emit: 'content' }, state, {
        killAfter: 2,
        isCheckpoint: (batch) => batch === 0,
      });
    while (!(await run())) kills++;
    expect(kills).toBeGreaterThan(5);
    expect(contents(state.events)).toEqual(
      ['a', 'b', 'c'].flatMap((key) => lines.map((line, n) => `${key}:${n + 1} ${line}`)),
    );
  });

  test('a large object comes in pieces, and goes on at the byte when the connection breaks', async () => {
    let cuts = 0;
    const spoiled = await startSpoiledServer(({ operation }) => {
      if (operation !== 'GetObject' || cuts++ % 2 === 1) return undefined;
      return { kind: 'error', status: 503, code: 'SlowDown' };
    });
    onTestFinished(() => spoiled.close());
    const bucket = await spoiled.freshBucket();
    const line = `${'x'.repeat(1023)}\n`;
    const body = Buffer.from(line.repeat(20 * 1024));
    await spoiled.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'a', Body: body }));
    const state = newState(await tempFolder());
    await watch(spoiled, { bucket, emit: 'content' }, state, { tuning: { clock: eagerClock } });
    expect(state.events.length).toBe(20 * 1024);
    expect((state.events.at(-1)!.meta as { offset: number }).offset).toBe(body.length - 1024);
    expect(cuts).toBe(6);
  });
});

describe('objects that cannot be read', () => {
  let spoil: (request: InterceptedRequest) => Interception | undefined | Promise<Interception | undefined>;
  let spoiled: TestServer;
  beforeAll(async () => {
    spoiled = await startSpoiledServer((request) => spoil(request));
  });
  afterAll(() => spoiled.close());

  const onGet =
    (answer: () => Interception | undefined | Promise<Interception | undefined>) =>
    ({ operation, key }: InterceptedRequest) =>
      operation === 'GetObject' && key === 'b' ? answer() : undefined;

  async function three(): Promise<string> {
    spoil = () => undefined;
    const bucket = await spoiled.freshBucket();
    for (const key of ['a', 'b', 'c']) {
      await spoiled.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: key }));
    }
    return bucket;
  }

  test.each([
    ['AccessDenied', 'access denied: these credentials may not do this (AccessDenied, HTTP 403'],
    ['InvalidObjectState', 'the object is archived and must be restored first (InvalidObjectState, HTTP 403'],
  ])('%s goes to err, once', async (code, words) => {
    const bucket = await three();
    spoil = onGet(() => ({ kind: 'error', status: 403, code }));
    const state = newState(await tempFolder());
    const settings = { bucket, emit: 'content' };
    await watch(spoiled, settings, state);
    expect(contents(state.events)).toEqual(['a:1 a', expect.stringContaining(`err ${words}`), 'c:1 c']);
    expect(state.events[1]!.value).toMatchObject({
      event: { action: 'create', object: { key: 'b' } },
      origin: { uri: `s3://${bucket}/b` },
      source: 'source',
    });
    state.events.splice(0);
    await watch(spoiled, settings, state);
    expect(state.events).toEqual([]);
  });

  test('one that was removed or replaced meanwhile is left to the next poll', async () => {
    const bucket = await three();
    let isFirst = true;
    spoil = onGet(async () => {
      if (!isFirst) return undefined;
      isFirst = false;
      await spoiled.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'b', Body: 'other' }));
      await spoiled.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'c' }));
      return undefined;
    });
    const state = newState(await tempFolder());
    const settings = { bucket, emit: 'content', deletes: true, prefetch: 1 };
    await watch(spoiled, settings, state);
    expect(contents(state.events.splice(0))).toEqual(['a:1 a']);
    await watch(spoiled, settings, state);
    expect(contents(state.events)).toEqual(['b:1 other']);
  });

  test('a refusal that has nothing to do with the object ends the flow', async () => {
    const bucket = await three();
    spoil = onGet(() => ({ kind: 'error', status: 403, code: 'InvalidAccessKeyId' }));
    const state = newState(await tempFolder());
    await expect(watch(spoiled, { bucket, emit: 'content' }, state)).rejects.toThrow(
      `object \`b\` in bucket \`${bucket}\` could not be read: S3 does not know this access key id`,
    );
  });

  test('a listing that is refused ends the flow, and the next run goes on', async () => {
    const bucket = await three();
    spoil = ({ operation, query }) =>
      operation === 'ListObjectsV2' && query.has('start-after')
        ? { kind: 'error', status: 403, code: 'AccessDenied' }
        : undefined;
    const state = newState(await tempFolder());
    await watch(spoiled, { bucket }, state, { killAfter: 1, isCheckpoint: () => true });
    expect(news(state)).toEqual(['create a', 'create b', 'create c']);
    await expect(watch(spoiled, { bucket }, state)).rejects.toThrow(
      `bucket \`${bucket}\` cannot be listed: access denied`,
    );
    spoil = () => undefined;
    await watch(spoiled, { bucket }, state);
    expect(news(state)).toEqual([]);
  });
});

describe('all versions', () => {
  test('every version and delete marker, the oldest first', async () => {
    const bucket = await server.freshVersionedBucket();
    const settings = { bucket, versions: 'all', emit: 'content', deletes: true };
    const state = newState(await tempFolder());
    const actions = (): string[] =>
      state.events.splice(0).map(({ value, meta }) => {
        const { action, key } = meta as { action: string; key: string };
        return `${action} ${key} ${textOf(value)}`;
      });
    for (const body of ['1', '2', '3']) await put(bucket, 'a', body);
    await remove(bucket, 'a');
    await put(bucket, 'a', '4');
    await put(bucket, 'b', '1');
    await watch(server, settings, state);
    expect(actions()).toEqual([
      'create a 1',
      'update a 2',
      'update a 3',
      'delete a null',
      'create a 4',
      'create b 1',
    ]);
    await put(bucket, 'a', '5');
    await remove(bucket, 'b');
    await put(bucket, 'b', '2');
    await watch(server, settings, state);
    expect(actions()).toEqual(['update a 5', 'delete b null', 'create b 2']);
    await watch(server, settings, state);
    expect(actions()).toEqual([]);
  });
});

describe('a source', () => {
  test('polls again after its interval, never two at a time, and ends soon when it is stopped', async () => {
    const bucket = await server.freshBucket();
    await put(bucket, 'a', '1');
    const source = await openSource(server, { bucket, once: false }, { tuning: { clock: eagerClock } });
    const stop = new AbortController();
    const seen: string[] = [];
    let polls = 0;
    for await (const { out, position } of source.read(stop.signal)) {
      for (const value of out.values) seen.push(String((value as Map<string, unknown>).get('action')));
      if ((position as { current: unknown }).current !== null) continue;
      polls++;
      if (polls === 1) await put(bucket, 'a', '2');
      if (polls === 2) await remove(bucket, 'a');
      if (polls === 3) stop.abort();
    }
    await source.close();
    expect(seen).toEqual(['create', 'update', 'delete']);
  });

  test('an inventory that is gone is an error that says what to do', async () => {
    const bucket = await server.freshBucket();
    const state = newState(await tempFolder());
    await put(bucket, 'a', '1');
    await watch(server, { bucket }, state);
    const elsewhere = { ...state, folder: await tempFolder() };
    await expect(watch(server, { bucket }, elsewhere)).rejects.toMatchObject({
      name: 'EnvironmentError',
      message: `the inventory \`${elsewhere.folder}\` is gone`,
      help: 'put it back, or begin anew with this source: `flowrun state reset test`',
    });
  });

  test('a bucket that is not there is an error before the first poll', async () => {
    await expect(openSource(server, { bucket: 'flowrun-no-such-bucket' })).rejects.toThrow(
      'there is no bucket `flowrun-no-such-bucket`',
    );
  });
});
