import { describe, expect, test } from 'vitest';
import { createRetry } from '../../../../src/connectors/s3/client/retry.ts';
import { createWaitBoard } from '../../../../src/connectors/s3/client/wait-board.ts';
import type { BucketStore, ByteRange } from '../../../../src/connectors/s3/changes/bucket-store.ts';
import type { ListedObject } from '../../../../src/connectors/s3/changes/change.ts';
import { describeChangesPosition } from '../../../../src/connectors/s3/changes/describe.ts';
import { fetchAhead } from '../../../../src/connectors/s3/changes/fetch-ahead.ts';
import { compileGlob } from '../../../../src/connectors/s3/changes/glob.ts';
import { listBucket } from '../../../../src/connectors/s3/changes/listing.ts';
import { readPiece } from '../../../../src/connectors/s3/changes/read-object.ts';
import { changesSettings } from '../../../../src/connectors/s3/changes/settings.ts';
import type { Verdict } from '../../../../src/connectors/s3/changes/verdict.ts';
import { eagerClock } from '../manual-clock.ts';
import { TEST_POLICY } from '../sink-driver.ts';

const signal = new AbortController().signal;
const retry = createRetry({
  policy: TEST_POLICY,
  clock: eagerClock,
  random: () => 0.5,
  waits: createWaitBoard(() => undefined, eagerClock),
});

function listed(key: string, size = 10): ListedObject {
  const rest = { storageClass: null, versionId: null, owner: null, isDeleteMarker: false };
  return { key, etag: 'e', size, lastModifiedMs: 0, ...rest };
}

/** A store of which a test brings what it needs. */
function storeOf(parts: Partial<BucketStore>): BucketStore {
  const missing = async (): Promise<never> => Promise.reject(new Error('not expected'));
  const none = { listObjects: missing, listVersions: missing, get: missing, head: missing };
  return { ...none, close: () => undefined, ...parts };
}

describe('reading a piece', () => {
  const head = {
    etag: 'e',
    versionId: null,
    contentType: null,
    contentEncoding: null,
    serverSideEncryption: null,
    metadata: {},
  };

  test('goes on at the byte where the connection broke', async () => {
    const content = Buffer.from('0123456789');
    const asked: ByteRange[] = [];
    const store = storeOf({
      async get(_object, range) {
        asked.push(range);
        async function* body() {
          yield content.subarray(range.start, Math.min(range.end, range.start + 4));
          if (range.end - range.start > 4) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
        }
        return { head, body: body(), destroy: () => undefined };
      },
    });
    const result = await readPiece({ store, bucket: 'b', retry }, listed('k'), { start: 0, end: 10 }, signal);
    expect(result).toMatchObject({ kind: 'read', blocks: [content] });
    expect(asked).toEqual([
      { start: 0, end: 10 },
      { start: 4, end: 10 },
      { start: 8, end: 10 },
    ]);
  });

  test('of a server that does not look at If-Match: another ETag is another state', async () => {
    let isDestroyed = false;
    const store = storeOf({
      get: async () => ({
        head: { ...head, etag: 'f' },
        body: (async function* () {})(),
        destroy: () => void (isDestroyed = true),
      }),
    });
    const result = await readPiece({ store, bucket: 'b', retry }, listed('k'), { start: 0, end: 10 }, signal);
    expect(result).toEqual({ kind: 'lost', reason: 'replaced' });
    expect(isDestroyed).toBe(true);
  });
});

test('a listing that is not in the order of the keys is an error that names two of them', async () => {
  const store = storeOf({ listObjects: async () => ({ objects: [listed('b'), listed('a')], next: null }) });
  const pages = listBucket({
    store,
    bucket: 'in',
    versions: 'latest',
    after: null,
    retry,
    signal,
    onRequest: () => undefined,
  });
  await expect(pages.next()).rejects.toThrow(
    'the listing of bucket `in` is not in the order of the keys: `a` comes after `b`',
  );
});

describe('fetching ahead', () => {
  const verdict = (key: string): Verdict => {
    const object = listed(key);
    return { key, change: { action: 'create', object }, after: null, before: null };
  };

  test('keeps the order, and to its limits, however late results come', async () => {
    let running = 0;
    let most = 0;
    const pages = (async function* () {
      for (let page = 0; page < 10; page++) yield Array.from({ length: 7 }, (_, n) => verdict(`${page}${n}`));
    })();
    const fetched: string[] = [];
    const ahead = fetchAhead<string>(pages, {
      maxRequests: 4,
      maxBytes: 35,
      signal,
      *tasksOf({ object }) {
        for (const piece of ['x', 'y']) {
          const run = async (): Promise<string> => {
            most = Math.max(most, ++running);
            for (let turn = 0; turn < (object.key.charCodeAt(1) * 7) % 5; turn++) await Promise.resolve();
            running--;
            return `${object.key}${piece}`;
          };
          yield { bytes: 10, run };
        }
      },
    });
    for await (const page of ahead) {
      for (const { results } of page) {
        for (let next = await results.next(); next !== null; next = await results.next()) fetched.push(next);
      }
    }
    const expected = Array.from({ length: 70 }, (_, n) => String(n))
      .map((_, n) => `${Math.floor(n / 7)}${n % 7}`)
      .flatMap((key) => [`${key}x`, `${key}y`]);
    expect(fetched).toEqual(expected);
    expect(most).toBeLessThanOrEqual(3);
  });
});

describe('a glob', () => {
  test.each([
    ['*.json', 'a.json', true],
    ['*.json', 'a/b.json', false],
    ['**.json', 'a/b.json', true],
    ['a/**/c', 'a/b/b/c', true],
    ['a/**/c', 'a/c', false],
    ['?', '😀', true],
    ['?', '/', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[!a-c]', '/', false],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['', '', true],
  ])('%s on %s', (glob, key, expected) => {
    expect(compileGlob(glob)(key)).toBe(expected);
  });

  test('of many stars takes no longer than one of few', () => {
    expect(compileGlob(`${'*a'.repeat(40)}b`)('a'.repeat(1000))).toBe(false);
  });
});

describe('the settings', () => {
  test.each([
    [{ bucket: 'x' }, 'a bucket name has 3 to 63 characters'],
    [{ glob: '[a' }, 'a `[` has no `]` behind it'],
    [{ glob: '[z-a]' }, 'the range `z-a` is the wrong way round'],
    [{ glob: 'a\\' }, 'nothing follows the `\\` at its end'],
    [{ start: 'yesterday' }, 'expected "all", "now", a duration such as "24h", or a time'],
    [{ start: '2026-13-45' }, 'expected "all", "now", a duration such as "24h", or a time'],
    [{ min_size: 2, max_size: 1 }, 'is less than `min_size`, so nothing would ever be told'],
    [{ min_age: '2h', max_age: '1h' }, 'is less than `min_age`, so nothing would ever be told'],
    [{ prefix: 'a/', start_after: 'a0' }, 'comes behind all keys with the `prefix`'],
    [{ max_age: 'long' }, 'expected a duration such as "5m" or "90d"'],
    [{ storage_classes: [] }, 'names no storage class'],
    [{ head: true, emit: 'content' }, 'goes with `emit = "metadata"`'],
    [{ max_buffer_bytes: 1 }, 'has no room for two pieces of 8 MiB'],
    [{ aws_access_key_id: 'A' }, 'needs `aws_secret_access_key` beside it'],
  ])('%o', (settings, message) => {
    const { error } = changesSettings.safeParse({ bucket: 'inbox', ...settings });
    expect(error?.issues.map((issue) => issue.message).join()).toContain(message);
  });
});

test('a position in the words of a person', () => {
  const counts = { keys: 1200, changes: 3, skipped: 0, lists: 2 };
  const lastPoll = {
    ...counts,
    startedAtMs: Date.UTC(2026, 10, 21, 14, 3, 11),
    endedAtMs: Date.UTC(2026, 10, 21, 14, 3, 12),
    intervalMs: 5000,
  };
  const seen = { file: 'inventory-7', records: 1200 };
  const identity = { bucket: 'in', prefix: 'orders/' };
  expect(describeChangesPosition({ poll: 7, seen, current: null, lastPoll }, identity)).toBe(
    '1,200 keys of `s3://in/orders/`; last poll 2026-11-21T14:03:12Z with 3 changes and 2 LIST requests (34,560 a day, $0.17 at the list price of us-east-1, November 2026)',
  );
  const object = {
    ...listed('a/b'),
    action: 'create' as const,
    isPlain: true,
    offset: 9,
    skipEvents: 0,
    events: 1,
  };
  const inventory = { file: 'inventory-1', records: 5 };
  const current = { ...counts, keys: 5, startedAtMs: 0, inventory, key: 'a/a', object };
  expect(describeChangesPosition({ poll: 1, seen: null, current, lastPoll: null }, identity)).toBe(
    '0 keys of `s3://in/orders/`; a poll under way since 1970-01-01T00:00:00Z: 5 keys and 3 changes so far, behind `a/a`, 1 event into `a/b`',
  );
});
