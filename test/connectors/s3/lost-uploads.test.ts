import { describe, expect, test } from 'vitest';
import { batchOf, recordSink } from '../../kit/sink-context.ts';
import { createFakeStore, s3Error } from './fake-store.ts';
import type { Call } from './fake-store.ts';
import { createManualClock } from './manual-clock.ts';
import { driveSink, eventFor, textsOf } from './sink-driver.ts';

const LOST = Object.assign(new Error('cut'), { code: 'ECONNRESET' });

/** Writes an object of two parts; the first answer to `create` is lost. */
async function write(others: readonly { readonly initiator: string; readonly hasPart?: boolean }[]) {
  let losses = 1;
  const store = createFakeStore({
    after: (call: Call) => {
      if (call === 'create a' && losses-- > 0) throw LOST;
    },
  });
  const address = { bucket: 'test', key: 'a' };
  for (const [i, { initiator, hasPart = false }] of others.entries()) {
    const receipt = { number: 1, etag: '', crc32: 0, bytes: 0 };
    const parts = new Map(hasPart ? [[1, { body: Buffer.alloc(0), receipt }]] : []);
    store.uploads.set(`other-${i}`, { address, attributes: {}, parts, initiatedMs: 0, initiator });
  }
  const { sink, logged } = driveSink({ store });
  await sink.write(batchOf([eventFor('a', 'x'.repeat(15))]));
  await sink.finish();
  await sink.close();
  expect(textsOf(store)).toEqual({ 'test/a': 'x'.repeat(15) });
  return { left: [...store.uploads.keys()], warnings: logged.map(({ message }) => message) };
}

test('an upload whose id was never learnt is removed', async () => {
  expect(await write([])).toEqual({ left: [], warnings: [] });
});

test('those of another principal, and those that have a part, are left alone', async () => {
  const others = [{ initiator: 'them' }, { initiator: 'us', hasPart: true }];
  expect(await write(others)).toEqual({ left: ['other-0', 'other-1'], warnings: [] });
});

test('nothing is removed when it cannot be told which one is ours', async () => {
  const { left, warnings } = await write([{ initiator: 'us' }]);
  expect(left).toHaveLength(2);
  expect(warnings[0]).toContain('another writer of the same key makes it impossible to tell which one it is');
});

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** Two objects of the key `a` with another one between; `after` is asked for each request, with its number among its kind. */
async function writeTwice(after: (call: Call, count: number) => Promise<void> | void) {
  const counts = new Map<Call, number>();
  const store = createFakeStore({
    after: (call) => {
      const count = (counts.get(call) ?? 0) + 1;
      counts.set(call, count);
      return after(call, count);
    },
  });
  const { sink, logged } = driveSink({ store, config: { max_objects_in_flight: 4 } });
  const events = ['a', 'b', 'a'].map((key, index) => eventFor(key, String(index).repeat(15)));
  const written = (async () => {
    await sink.write(batchOf(events));
    await sink.finish();
    await sink.close();
  })();
  // That the key comes again is said, too.
  const warnings = (): string[] =>
    logged.map(({ message }) => message).filter((message) => message.includes('may have been left open'));
  return { written, store, warnings };
}

test('the next object with the same key begins meanwhile: its upload is told from the lost one', async () => {
  const begun = gate();
  const { written, store, warnings } = await writeTwice((call, count) => {
    if (call === 'create a' && count === 1) throw LOST;
    // The upload is there and in the list, and the answer with its id comes after that of the list.
    if (call === 'list a') setImmediate(begun.open);
    return call === 'create a' && count === 2 ? begun.opened : undefined;
  });
  await written;
  expect([...store.uploads.keys()]).toEqual([]);
  expect(warnings()).toEqual([]);
  expect(textsOf(store)).toEqual({ 'test/a': '2'.repeat(15), 'test/b': '1'.repeat(15) });
});

test('two objects with the same key have lost an upload each', async () => {
  const { written, store, warnings } = await writeTwice((call, count) => {
    if (call === 'create a' && count <= 2) throw LOST;
  });
  await written;
  expect([...store.uploads.keys()]).toEqual([]);
  expect(warnings()).toEqual([]);
});

/** No answer to beginning an upload of `a` arrives; afterwards the flow is given up, and `whenGivenUp` decides. */
async function giveUpWithout(answer: {
  readonly isForced?: boolean;
  readonly whenGivenUp?: (call: Call) => void;
  readonly others?: readonly string[];
}) {
  const { isForced = false, whenGivenUp = () => {}, others = [] } = answer;
  let isGivenUp = false;
  const record = recordSink();
  let began = (): void => {};
  const hasBegun = new Promise<void>((resolve) => (began = resolve));
  const store = createFakeStore({
    before: (call) => {
      if (isGivenUp) whenGivenUp(call);
    },
    after: (call) => {
      if (isGivenUp || call !== 'create a') return;
      began();
      throw LOST;
    },
  });
  for (const initiator of others) {
    const address = { bucket: 'test', key: 'a' };
    store.uploads.set(`of ${initiator}`, {
      address,
      attributes: {},
      parts: new Map(),
      initiatedMs: 0,
      initiator,
    });
  }
  const clock = createManualClock();
  const { sink } = driveSink({ store, record, clock });
  await sink.write(batchOf([eventFor('a', 'x'.repeat(15))]));
  await hasBegun;
  isGivenUp = true;
  if (isForced) record.kill();
  let isClosed = false;
  const closed = sink.close().finally(() => (isClosed = true));
  // What is tried again is tried at once.
  while (!isClosed) {
    await new Promise((resolve) => setImmediate(resolve));
    if (clock.pending > 0) clock.advance(1000);
  }
  await closed;
  return { left: [...store.uploads.keys()], warnings: record.logged.map(({ message }) => message) };
}

const MAY_BE_LEFT =
  'a multipart upload of `a` in bucket `test` may have been left open, as an answer of S3 was lost';
const HOW_TO_LOOK = '`flowrun s3 uploads --bucket test --prefix a` lists it';

describe.each([false, true])('no id was ever learnt (ended by force: %s)', (isForced) => {
  test('the upload is found and removed', async () => {
    expect(await giveUpWithout({ isForced })).toEqual({ left: [], warnings: [] });
  });

  test('that of another writer is left alone', async () => {
    const { left } = await giveUpWithout({ isForced, others: ['them'] });
    expect(left).toEqual(['of them']);
  });

  test('when S3 is still gone it is said how to look for it', async () => {
    const whenGivenUp = (): void => {
      throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
    };
    const { left, warnings } = await giveUpWithout({ isForced, whenGivenUp });
    expect(left).toEqual(['upload-1']);
    expect(warnings).toEqual([
      `${MAY_BE_LEFT}; looking for it failed: nothing listens at that address (ECONNREFUSED); ${HOW_TO_LOOK}`,
    ]);
  });

  test('when we may not list, the permissions are named, and nothing more is left than before', async () => {
    const whenGivenUp = (call: Call): void => {
      if (call === 'list a') throw s3Error('AccessDenied', 403);
    };
    const { left, warnings } = await giveUpWithout({ isForced, whenGivenUp });
    expect(left).toEqual(['upload-1']);
    expect(warnings).toEqual([
      `${MAY_BE_LEFT}; looking for it failed: access denied: these credentials may not do this (AccessDenied, HTTP 403), ` +
        `which takes s3:ListBucketMultipartUploads and s3:ListMultipartUploadParts; ${HOW_TO_LOOK}`,
    ]);
  });
});
