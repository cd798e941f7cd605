/** Objects that go on from what is there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEqualPartPlan } from '../../../src/connectors/s3/sink/part-plan.ts';
import { splitBase } from '../../../src/connectors/s3/sink/split-base.ts';
import type { Json } from '../../../src/runtime/api.ts';
import { batchOf, recordSink } from '../../kit/sink-context.ts';
import { createFakeStore, s3Error } from './fake-store.ts';
import type { Call, FakeStore, FakeStoreOptions } from './fake-store.ts';
import { createManualClock } from './manual-clock.ts';
import { driveSink, eventFor, resumeDriven, textsOf } from './sink-driver.ts';
import type { DriveOptions } from './sink-driver.ts';

const APPEND = { if_exists: 'append' };

/** A store that notes its requests, and has objects. */
async function storeWith(objects: Readonly<Record<string, string>>, options: FakeStoreOptions = {}) {
  const calls: Call[] = [];
  const { signal } = new AbortController();
  const store = createFakeStore({
    ...options,
    before: async (call) => {
      calls.push(call);
      await options.before?.(call);
    },
  });
  for (const [key, text] of Object.entries(objects)) await put(store, key, text);
  calls.length = 0;
  return { store, calls, signal };
}

async function put(store: FakeStore, key: string, text: string): Promise<void> {
  const { signal } = new AbortController();
  const body = { bytes: Buffer.from(text), crc32: crc32(text) };
  await store.put({ bucket: 'test', key }, body, { attributes: {}, ifAbsent: false, signal });
}

/** A sink with checkpoints, in a folder of its own. */
async function resumed(store: FakeStore, config: object, restored: Json = null, more: DriveOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'flowrun-append-'));
  onTestFinished(async () => {
    await driven.sink.close();
    rmSync(folder, { recursive: true, force: true });
  });
  let asked = 0;
  const record = recordSink({ stateFolder: folder, restored, checkpointSoon: () => void asked++ });
  const driven = await resumeDriven({ config, store, record, ...more });
  const { sink } = driven;
  const checkpoint = async (): Promise<Json> => {
    const state = await sink.snapshot();
    await sink.commit();
    return state;
  };
  return { ...driven, checkpoint, asked: () => asked };
}

const events = (...texts: readonly (readonly [string, string])[]) =>
  batchOf(texts.map(([key, text]) => eventFor(key, text)));

describe('what of an object is copied', () => {
  const RULES = { smallestPartBytes: 10, equalPartBytes: null };
  test.each([
    [0, [], 0],
    [9, [], 9],
    [10, [10], 0],
    [50, [50], 0],
    [51, [26, 25], 0],
    [150, [50, 50, 50], 0],
    [151, [38, 38, 38, 37], 0],
  ])('%d bytes', (bytes, copies, rest) => {
    expect(splitBase(bytes, RULES, 50)).toEqual({ copies, rest });
  });

  test.each([
    [19, [], 19],
    [20, [20], 0],
    [59, [20, 20], 19],
  ])('%d bytes in equal parts', (bytes, copies, rest) => {
    expect(splitBase(bytes, { ...RULES, equalPartBytes: 20 })).toEqual({ copies, rest });
  });

  test('S3 copies 5 GiB at once', () => {
    const { smallestPartBytes } = { smallestPartBytes: 5 * 1024 ** 2 };
    expect(splitBase(5 * 1024 ** 3, { smallestPartBytes, equalPartBytes: null }).copies).toHaveLength(1);
    expect(splitBase(5 * 1024 ** 3 + 1, { smallestPartBytes, equalPartBytes: null }).copies).toHaveLength(2);
  });
});

describe('without checkpoints', () => {
  test.each([
    [
      'small, it is read and written anew',
      'small;',
      ['look a', 'read a', 'create a', 'part 1 a', 'complete a'],
    ],
    [
      'large, it is copied',
      'larger than a part;',
      ['look a', 'create a', 'copy 1 a', 'part 2 a', 'complete a'],
    ],
  ])('%s', async (_, before, requests) => {
    const { store, calls } = await storeWith({ a: before });
    const { sink } = driveSink({ store, config: APPEND });
    await sink.write(events(['a', 'more']));
    await sink.finish();
    expect(textsOf(store)).toEqual({ 'test/a': `${before}more` });
    expect(calls.toSorted()).toEqual(requests.toSorted());
  });

  test('equal parts stay equal, all but the last', async () => {
    const before = 'x'.repeat(45);
    const { store } = await storeWith({ a: before });
    const plan = createEqualPartPlan({ minPartBytes: 20, maxBufferBytes: 0, maxPartsInFlight: 1 });
    const { sink } = driveSink({ store, config: APPEND, options: { plan } });
    await sink.write(events(['a', 'y'.repeat(30)]));
    await sink.finish();
    expect(store.objects.get('test/a')?.partSizes).toEqual([20, 20, 20, 15]);
    expect(textsOf(store)).toEqual({ 'test/a': before + 'y'.repeat(30) });
  });

  test('an object that another writer has changed meanwhile is not replaced', async () => {
    const { store } = await storeWith(
      { a: 'before' },
      { before: (call) => (call === 'complete a' ? put(store, 'a', 'theirs') : undefined) },
    );
    const { sink } = driveSink({ store, config: APPEND });
    await sink.write(events(['a', 'ours']));
    await expect(sink.finish()).rejects.toThrow('somebody else has changed or removed it');
    await sink.close();
    expect(textsOf(store)).toEqual({ 'test/a': 'theirs' });
    expect(store.uploads.size).toBe(0);
  });

  test('one that may not be read ends the flow, and says what to allow', async () => {
    const { store } = await storeWith(
      { a: 'before' },
      {
        before: (call) => {
          if (call === 'look a') throw s3Error('AccessDenied', 403);
        },
      },
    );
    const { sink } = driveSink({ store, config: APPEND });
    await sink.write(events(['a', 'ours']));
    await expect(sink.finish()).rejects.toMatchObject({
      message: expect.stringContaining('cannot be continued, as it cannot be looked at or read') as unknown,
      help: expect.stringContaining('allow s3:GetObject on arn:aws:s3:::test/*') as unknown,
    });
    await sink.close();
  });

  test('a full object is followed by another one, which is appended to until it is full', async () => {
    const { store } = await storeWith({ a: 'x'.repeat(12), 'a.1': 'y'.repeat(5) });
    const options = { maxObjectBytes: 10, limitsBytes: true };
    const { sink } = driveSink({ store, config: APPEND, options });
    await sink.write(events(['a', '123'], ['b', ''], ['a', '45'], ['a', '67']));
    await sink.finish();
    expect(textsOf(store)).toEqual({
      'test/a': 'x'.repeat(12),
      'test/a.1': 'yyyyy12345',
      'test/a.2': '67',
      'test/b': '',
    });
  });
});

describe('with checkpoints', () => {
  test('nothing is visible before one, and a key that comes back makes one object', async () => {
    const { store, calls } = await storeWith({});
    const { sink, checkpoint } = await resumed(store, APPEND);
    await sink.write(events(['a', '1'], ['b', '2'], ['a', '3'], ['b', '4'], ['c', '5']));
    expect(calls).toEqual([]);
    await checkpoint();
    expect(textsOf(store)).toEqual({ 'test/a': '13', 'test/b': '24' });
    expect(calls.filter((call) => call.startsWith('complete'))).toHaveLength(2);
  });

  test('a part of the next segment waits for the commit of the cut that has the first one', async () => {
    const { store } = await storeWith({});
    const { sink, checkpoint } = await resumed(store, APPEND);
    await sink.write(events(['a', '1'], ['b', '2']));
    const state = sink.snapshot();
    let isAccepted = false;
    const writing = (async () => {
      await sink.write(events(['a', 'x'.repeat(25)], ['a', 'y'.repeat(25)]));
      isAccepted = true;
    })();
    await state;
    await new Promise(setImmediate);
    expect(isAccepted).toBe(false);
    await sink.commit();
    await writing;
    await sink.write(events(['c', '']));
    await checkpoint();
    expect(textsOf(store)).toMatchObject({ 'test/a': `1${'x'.repeat(25)}${'y'.repeat(25)}`, 'test/b': '2' });
  });

  test('what is parked is bounded: at the bound a checkpoint is asked for, and a commit is waited for', async () => {
    const { store } = await storeWith({});
    const { sink, asked } = await resumed(store, APPEND, null, { options: { maxBufferBytes: 1 } });
    await sink.write(events(['a', '1'], ['b', '2'], ['c', '3']));
    expect(asked()).toBeGreaterThan(0);
    const state = sink.snapshot();
    let isAccepted = false;
    const writing = (async () => {
      await sink.write(events(['d', '4'], ['e', '5']));
      isAccepted = true;
    })();
    await state;
    await new Promise(setImmediate);
    expect(isAccepted).toBe(false);
    await sink.commit();
    await writing;
  });

  test('max_object_age makes visible what there is; what follows is appended', async () => {
    const { store } = await storeWith({});
    const clock = createManualClock();
    const config = { ...APPEND, max_object_age: '1m' };
    const { sink, checkpoint, asked } = await resumed(store, config, null, { clock });
    await sink.write(events(['a', '1']));
    clock.advance(60_000);
    expect(asked()).toBe(1);
    await sink.write(events(['a', '2']));
    await checkpoint();
    expect(textsOf(store)).toEqual({ 'test/a': '12' });
    await sink.write(events(['a', '3'], ['b', '']));
    await checkpoint();
    expect(textsOf(store)).toMatchObject({ 'test/a': '123' });
  });
});

describe('after a stop', () => {
  /** Stops after `1` of key `a`; `then` may spoil things; goes on with `2`. */
  async function stopAndGoOn(config: object, then: (store: FakeStore) => Promise<void> | void = () => {}) {
    const { store } = await storeWith({});
    const first = await resumed(store, config);
    await first.sink.write(events(['a', '1']));
    const finishing = first.sink.finish('stop');
    while (first.asked() > 0 && store.objects.size === 0) await first.checkpoint();
    await finishing;
    const state = await first.checkpoint();
    await first.sink.close();
    await then(store);
    const second = await resumed(store, config, state);
    await second.sink.write(events(['a', '2'], ['b', '3']));
    await second.checkpoint();
    return { texts: textsOf(store), logged: second.logged.map(({ message }) => message) };
  }

  test.each(['overwrite', 'fail', 'append'])(
    '%s: the object of the last key is continued',
    async (if_exists) => {
      const { texts, logged } = await stopAndGoOn({ if_exists });
      expect(texts).toMatchObject({ 'test/a': '12' });
      expect(logged).toEqual([]);
    },
  );

  test('one that was changed meanwhile stays as it is', async () => {
    const { texts, logged } = await stopAndGoOn({}, (store) => put(store, 'a', 'theirs'));
    expect(texts).toMatchObject({ 'test/a': 'theirs', 'test/a.1': '2' });
    expect(logged).toEqual([expect.stringContaining('was changed meanwhile, or cannot be looked at')]);
  });

  test('one that was removed meanwhile begins anew', async () => {
    const { texts, logged } = await stopAndGoOn({ if_exists: 'fail' }, (store) => {
      store.objects.delete('test/a');
    });
    expect(texts).toMatchObject({ 'test/a': '2' });
    expect(logged).toEqual([expect.stringContaining('was removed meanwhile')]);
  });
});
