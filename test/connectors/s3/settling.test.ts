/**
 * What the answer to making an object visible was, when it did not arrive.
 */
import { expect, test } from 'vitest';
import { batchOf } from '../../kit/sink-context.ts';
import { createFakeStore, s3Error } from './fake-store.ts';
import type { Call, FakeObject, FakeStore, FakeStoreOptions } from './fake-store.ts';
import { driveSink, eventFor, textsOf } from './sink-driver.ts';

const LOST = Object.assign(new Error('cut'), { code: 'ECONNRESET' });
const SMALL = 'small';
const LARGE = 'x'.repeat(15);

/** Writes object `a`; the first answer to `call` is lost, and after that `then` may spoil things. */
async function write(
  call: Call,
  options: {
    readonly config?: object;
    readonly then?: (store: FakeStore) => void;
    readonly before?: FakeStoreOptions['before'];
  } = {},
) {
  let losses = 1;
  let isLost = false;
  const store: FakeStore = createFakeStore({
    before: (made) => (isLost ? options.before?.(made) : undefined),
    after: (made) => {
      if (made !== call || losses-- <= 0) return;
      isLost = true;
      options.then?.(store);
      throw LOST;
    },
  });
  const { sink } = driveSink({ store, config: { ...options.config } });
  await sink.write(batchOf([eventFor('a', call.startsWith('put') ? SMALL : LARGE)]));
  const end = await sink.finish().then(
    () => undefined,
    (error: unknown) => error as Error & { readonly help?: string },
  );
  await sink.close();
  return { end, store };
}

function change(store: FakeStore, how: (object: FakeObject) => FakeObject): void {
  store.objects.set('test/a', how(store.objects.get('test/a')!));
}

const FAIL = { if_exists: 'fail', metadata: { who: 'flow one' } };

test.each(['put a', 'complete a'])('%s: it was done', async (call) => {
  const { end, store } = await write(call, { config: FAIL });
  expect(end).toBeUndefined();
  expect(textsOf(store)).toEqual({ 'test/a': call === 'put a' ? SMALL : LARGE });
  expect(store.history).toHaveLength(1);
  expect(store.uploads.size).toBe(0);
});

test.each([
  ['flow two', false],
  ['flow  one ', true],
])('the same bytes with metadata `%s`: ours is %s', async (who, isOurs) => {
  const then = (store: FakeStore): void =>
    change(store, (object) => ({ ...object, stored: { ...object.stored, metadata: { who } } }));
  const { end } = await write('put a', { config: FAIL, then });
  if (isOurs) expect(end).toBeUndefined();
  else expect(end?.message).toContain('could not be written: the object exists already (PreconditionFailed');
});

test('an object of somebody else while the upload is still there: it was not completed', async () => {
  // The request never arrived: the object is another one, and the upload is as before.
  let failures = 1;
  const store = createFakeStore({
    before: (call) => {
      if (call !== 'complete a' || failures-- <= 0) return;
      store.objects.set('test/a', {
        body: Buffer.from('theirs'),
        attributes: {},
        partSizes: [],
        stored: { bytes: 6, etag: 'theirs', crc32: undefined, metadata: {} },
      });
      throw LOST;
    },
  });
  const { sink } = driveSink({ store, config: { if_exists: 'fail' } });
  await sink.write(batchOf([eventFor('a', LARGE)]));
  await expect(sink.finish()).rejects.toMatchObject({
    message: expect.stringContaining('the object exists already (PreconditionFailed, HTTP 412)') as unknown,
    help: '`if_exists = "fail"` forbids to replace it: remove it, use another key, or set "overwrite"',
  });
  await sink.close();
  expect(textsOf(store)).toEqual({ 'test/a': 'theirs' });
  expect(store.uploads.size).toBe(0);
});

/** Ceph answers 500 to completing an upload that is gone. */
const likeCeph = (call: Call): void => {
  if (call === 'complete a') throw s3Error('InternalError', 500);
};

test('500, the upload is gone, and the object is ours', async () => {
  const { end, store } = await write('complete a', { before: likeCeph });
  expect(end).toBeUndefined();
  expect(textsOf(store)).toEqual({ 'test/a': LARGE });
});

test('500, the upload is gone, and so is the object: ends instead of asking for ever', async () => {
  const then = (store: FakeStore): void => store.objects.clear();
  const { end } = await write('complete a', { before: likeCeph, then });
  expect(end?.message).toContain('the multipart upload is gone');
});

test.each([
  ['put a', { if_exists: 'fail' }],
  ['complete a', {}],
])('%s: not allowed to look', async (call, config) => {
  const before = (made: Call): void => {
    if (made === 'look a') throw s3Error('Forbidden', 403);
  };
  const { end, store } = await write(call, { config, before });
  expect(end?.message).toBe(
    'it is not known whether object `a` in bucket `test` was written: an answer of S3 was lost, and looking for the ' +
      'object failed: S3 refused it (Forbidden, HTTP 403)',
  );
  for (const action of [
    'GetObject',
    'ListBucket',
    'ListMultipartUploadParts',
    'ListBucketMultipartUploads',
  ]) {
    expect(end?.help).toContain(`s3:${action}`);
  }
  expect(Object.keys(textsOf(store))).toEqual(['test/a']);
});

test('looking that fails for a reason that passes is repeated', async () => {
  let failures = 2;
  const before = (made: Call): void => {
    if (made === 'look a' && failures-- > 0) throw s3Error('SlowDown', 503);
  };
  expect((await write('put a', { config: FAIL, before })).end).toBeUndefined();
});

test('an upload that outlives its abort is aborted again', async () => {
  const aborts: Call[] = [];
  let survivals = 2;
  const store = createFakeStore({
    before: (call) => {
      if (call === 'complete a') throw s3Error('AccessDenied', 403);
      if (call === 'abort a') aborts.push(call);
    },
  });
  const abortUpload = store.abortUpload.bind(store);
  const stubborn: FakeStore = {
    ...store,
    abortUpload: async (upload, signal) => {
      const kept = store.uploads.get(upload.uploadId)!;
      await abortUpload(upload, signal);
      // A part was on its way.
      if (survivals-- > 0) store.uploads.set(upload.uploadId, kept);
    },
  };
  const { sink, logged } = driveSink({ store: stubborn });
  await sink.write(batchOf([eventFor('a', LARGE)]));
  await expect(sink.finish()).rejects.toThrow('access denied');
  await sink.close();
  expect([store.uploads.size, aborts.length]).toEqual([0, 3]);
  expect(logged).toEqual([]);
});
