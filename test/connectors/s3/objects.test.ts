/**
 * The sink through the real SDK: what must hold is that the bytes of each object are the concatenation of its events,
 * and that no upload is left open.
 */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectTaggingCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchOf, jsonLinesEncoder } from '../../kit/sink-context.ts';
import type { TestEvent } from '../../kit/sink-context.ts';
import { eventFor } from './sink-driver.ts';
import {
  listKeys,
  openSink,
  openUploads,
  readObject,
  startTestServer,
  testFailingOn,
} from './test-server.ts';
import type { TestServer } from './test-server.ts';

const PART = 5 * 1024 * 1024;

let server: TestServer;
beforeAll(async () => void (server = await startTestServer()));
afterAll(() => server.close());

/** Bytes that do not repeat. */
function noise(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i + 4 <= size; i += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes.writeUInt32LE(state, i);
  }
  return bytes;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Writes the events in batches of that size and completes everything. */
async function run(bucket: string, events: readonly TestEvent[], settings: object = {}, batchSize = 100) {
  const opened = await openSink(server, { bucket, ...settings });
  for (let i = 0; i < events.length; i += batchSize) {
    await opened.sink.write(batchOf(events.slice(i, i + batchSize)), 'in');
  }
  await opened.sink.finish();
  await opened.sink.close();
  expect(await openUploads(server, bucket)).toEqual([]);
  expect(opened.failures).toEqual([]);
  return opened;
}

describe('sizes', () => {
  test.each([
    ['nothing', 0, 0],
    ['a byte', 1, 0],
    ['part - 1', PART - 1, 0],
    ['part', PART, 1],
    ['part + 1', PART + 1, 2],
    ['many parts', 7 * PART + 12_345, 8],
  ])('%s', async (_, size, parts) => {
    const bucket = await server.freshBucket();
    const bytes = noise(size, 1);
    const events: TestEvent[] = [];
    const step = 100_003;
    for (let at = 0; at < Math.max(1, size); at += step) {
      events.push(eventFor('k', bytes.subarray(at, at + step)));
    }
    const { counters } = await run(bucket, events, {}, 7);
    const stored = await readObject(server, bucket, 'k');
    expect(stored.length).toBe(size);
    expect(sha256(stored)).toBe(sha256(bytes));
    expect(counters).toMatchObject({ objects: 1, parts, bytesOut: size });
  });

  test('one event of many parts', async () => {
    const bucket = await server.freshBucket();
    const bytes = noise(3 * PART + 17, 2);
    await run(bucket, [eventFor('k', 'a'), eventFor('k', bytes), eventFor('k', 'z')]);
    const stored = await readObject(server, bucket, 'k');
    expect(sha256(stored)).toBe(sha256(Buffer.concat([Buffer.from('a'), bytes, Buffer.from('z')])));
  });
});

describe('keys', () => {
  // The SDK takes milliseconds for each: 10,000 keys are for the long form, and for the fake in sink.test.ts.
  const count = process.env['FLOWRUN_TEST_LONG'] === undefined ? 300 : 10_000;
  test(`a key for each of ${count} events`, async () => {
    const bucket = await server.freshBucket();
    const keys = Array.from({ length: count }, (_, i) => `k/${String(i).padStart(5, '0')}`);
    const { counters, logged } = await run(
      bucket,
      keys.map((key) => eventFor(key, `<${key}>`)),
    );
    expect(await listKeys(server, bucket)).toEqual(keys);
    expect((await readObject(server, bucket, 'k/00123')).toString()).toBe('<k/00123>');
    expect(counters).toMatchObject({ objects: count, parts: 0 });
    expect(logged).toEqual([]);
  });

  test('A B A: the last one stays', async () => {
    const bucket = await server.freshBucket();
    const { logged } = await run(bucket, [eventFor('a', '1'), eventFor('b', '2'), eventFor('a', '3')]);
    expect((await readObject(server, bucket, 'a')).toString()).toBe('3');
    expect(logged.map(({ message }) => message)).toEqual([expect.stringContaining('object `a`')]);
  });

  test('keys of every legal form', async () => {
    const bucket = await server.freshBucket();
    const keys = [
      '../up',
      'a//b',
      'a/',
      'ünï/✓',
      ' blank ',
      'plus+and%25',
      '?q=1&r#f',
      'k'.repeat(1024),
      '"\'<>&',
    ];
    await run(
      bucket,
      keys.map((key) => eventFor(key, key)),
    );
    for (const key of keys) expect((await readObject(server, bucket, key)).toString()).toBe(key);
  });

  test('large and small objects in turns', async () => {
    const bucket = await server.freshBucket();
    const large = noise(PART + 999, 3);
    const events = Array.from({ length: 6 }, (_, i) => [
      eventFor(`large${i}`, large),
      eventFor(`small${i}`, `${i}`),
    ]).flat();
    await run(bucket, events, { max_objects_in_flight: 3, max_parts_in_flight: 2 });
    for (let i = 0; i < 6; i++) {
      expect(sha256(await readObject(server, bucket, `large${i}`))).toBe(sha256(large));
      expect((await readObject(server, bucket, `small${i}`)).toString()).toBe(`${i}`);
    }
  });

  test('two buckets', async () => {
    const [bucket, other] = [await server.freshBucket(), await server.freshBucket()];
    await run(bucket, [eventFor('k', '1'), eventFor('k', '2', { bucket: other })]);
    expect((await readObject(server, bucket, 'k')).toString()).toBe('1');
    expect((await readObject(server, other, 'k')).toString()).toBe('2');
  });

  test('rolled objects', async () => {
    const bucket = await server.freshBucket();
    const events = Array.from({ length: 7 }, (_, i) => eventFor('k', `${i}`.repeat(4)));
    await run(bucket, events, { max_object_bytes: 10 });
    expect(await listKeys(server, bucket)).toEqual(['k', 'k.1', 'k.2']);
    expect((await readObject(server, bucket, 'k.1')).toString()).toBe('333344445555');
  });
});

describe('what an object has beside its bytes', () => {
  // Ceph 16.2 keeps no checksums.
  testFailingOn('ceph-16.2').each([
    ['PUT', 'small'],
    ['multipart', noise(PART, 4)],
  ])('%s', async (_, value) => {
    const bucket = await server.freshBucket();
    const more = {
      content_type: 'text/csv',
      storage_class: 'STANDARD_IA',
      metadata: new Map([['Origin', 'test; x="1"']]),
    };
    await run(bucket, [eventFor('k', value, more)], {
      metadata: { author: 'flowrun' },
      content_encoding: 'gzip',
    });
    const head = await server.client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: 'k', ChecksumMode: 'ENABLED' }),
    );
    expect(head).toMatchObject({
      ContentType: 'text/csv',
      ContentEncoding: 'gzip',
      StorageClass: 'STANDARD_IA',
      Metadata: { author: 'flowrun', origin: 'test; x="1"' },
    });
    expect(head.ChecksumCRC32).toBeTypeOf('string');
  });

  test('tags', async () => {
    const bucket = await server.freshBucket();
    const tags = new Map([['b c', 'x=y+z']]);
    await run(bucket, [eventFor('k', 'v', { tags })], { tags: { a: '1 2' } });
    const head = await server.client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'k' }));
    expect(head.TagCount ?? 2).toBe(2);
    const tagging = await server.client
      .send(new GetObjectTaggingCommand({ Bucket: bucket, Key: 'k' }))
      .catch((error: Error) => error.name);
    // Not every server has this request.
    if (tagging === 'NotImplemented') return;
    expect(tagging).toMatchObject({
      TagSet: [
        { Key: 'a', Value: '1 2' },
        { Key: 'b c', Value: 'x=y+z' },
      ],
    });
  });

  test('content type and encoding from codec and postprocessors', async () => {
    const bucket = await server.freshBucket();
    const lines: Buffer[] = [];
    const createEncoder = () => ({
      encode: (value: unknown) => void lines.push(Buffer.from(String(value as string))),
      finish: (out: { bytes(source: Uint8Array): void }) => out.bytes(gzipSync(Buffer.concat(lines))),
      capture: () => null,
      restore: () => undefined,
    });
    const opened = await openSink(
      server,
      { bucket },
      { context: { contentType: 'application/json', contentEncoding: 'gzip', createEncoder } },
    );
    await opened.sink.write(batchOf([eventFor('k', '{"a":'), eventFor('k', '1}')]), 'in');
    await opened.sink.finish();
    await opened.sink.close();
    const head = await server.client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'k' }));
    expect(head).toMatchObject({ ContentType: 'application/json', ContentEncoding: 'gzip' });
    expect(gunzipSync(await readObject(server, bucket, 'k')).toString()).toBe('{"a":1}');
  });

  test('JSON', async () => {
    const bucket = await server.freshBucket();
    const opened = await openSink(server, { bucket }, { context: { createEncoder: jsonLinesEncoder } });
    await opened.sink.write(
      batchOf([eventFor('k', 12345678901234567890n), eventFor('k', new Map([['a', null]]))]),
      'in',
    );
    await opened.sink.finish();
    await opened.sink.close();
    expect((await readObject(server, bucket, 'k')).toString()).toBe('12345678901234567890\n{"a":null}\n');
  });
});

describe('if_exists', () => {
  async function failWhenTaken(value: string | Buffer): Promise<void> {
    const bucket = await server.freshBucket();
    await server.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'taken', Body: 'theirs' }));
    const { sink } = await openSink(server, { bucket, if_exists: 'fail' });
    await sink.write(batchOf([eventFor('free', value), eventFor('taken', value)]), 'in');
    await expect(sink.finish()).rejects.toThrow(
      `object \`taken\` in bucket \`${bucket}\` could not be written: the object exists already`,
    );
    await sink.close();
    expect((await readObject(server, bucket, 'taken')).toString()).toBe('theirs');
    expect((await readObject(server, bucket, 'free')).length).toBe(value.length);
    expect(await openUploads(server, bucket)).toEqual([]);
  }

  test('fail: PUT', () => failWhenTaken('mine'));

  // Ceph 16.2 ignores conditions on CompleteMultipartUpload: the object is overwritten.
  testFailingOn('ceph-16.2')('fail: multipart', () => failWhenTaken(noise(PART + 1, 5)));
});

describe('stopped in the middle', () => {
  test('a clean stop completes what is there', async () => {
    const bucket = await server.freshBucket();
    const { sink } = await openSink(server, { bucket });
    await sink.write(batchOf([eventFor('a', 'whole'), eventFor('b', noise(PART + 5, 6))]), 'in');
    await sink.finish();
    await sink.close();
    expect(await listKeys(server, bucket)).toEqual(['a', 'b']);
  });

  test('close without finish leaves no upload and no torn object', async () => {
    const bucket = await server.freshBucket();
    const { sink } = await openSink(server, { bucket });
    await sink.write(batchOf([eventFor('a', 'whole'), eventFor('b', noise(2 * PART + 5, 6))]), 'in');
    await sink.close();
    expect(await listKeys(server, bucket)).toEqual(['a']);
    expect(await openUploads(server, bucket)).toEqual([]);
  });

  test('ended by force', async () => {
    const bucket = await server.freshBucket();
    const { sink, kill } = await openSink(server, { bucket });
    await sink.write(batchOf([eventFor('b', noise(2 * PART + 5, 6))]), 'in');
    kill();
    await sink.close();
    expect(await listKeys(server, bucket)).toEqual([]);
    expect(await openUploads(server, bucket)).toEqual([]);
  });
});

test('any events: each object is the concatenation of its events', async () => {
  const event = fc.record({
    key: fc.integer({ min: 0, max: 5 }),
    size: fc.oneof(
      { arbitrary: fc.integer({ min: 0, max: 2_000 }), weight: 8 },
      { arbitrary: fc.constantFrom(PART - 1, PART, PART + 1, 2 * PART), weight: 1 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 15 }),
      fc.integer({ min: 1, max: 5 }),
      async (events, batchSize) => {
        const bucket = await server.freshBucket();
        // Each run of a key gets a name of its own, so that nothing is overwritten.
        let runs = 0;
        const expected = new Map<string, Buffer[]>();
        const named = events.map(({ key, size }, i) => {
          if (i > 0 && events[i - 1]!.key !== key) runs++;
          const name = `${key}/${runs}`;
          const value = noise(size, i);
          expected.set(name, [...(expected.get(name) ?? []), value]);
          return eventFor(name, value);
        });
        await run(bucket, named, {}, batchSize);
        expect(await listKeys(server, bucket)).toEqual([...expected.keys()].sort());
        for (const [key, values] of expected) {
          expect(sha256(await readObject(server, bucket, key))).toBe(sha256(Buffer.concat(values)));
        }
      },
    ),
    { numRuns: 10 },
  );
});
