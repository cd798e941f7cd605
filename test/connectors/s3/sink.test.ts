import { eagerClock } from './manual-clock.ts';
import { timeText } from '../../../src/connectors/s3/client/elapsed.ts';
import { describe, expect, test } from 'vitest';
import { batchOf, recordSink } from '../../kit/sink-context.ts';
import { PART_MARGIN } from '../../../src/connectors/s3/sink/part-plan.ts';
import { createFakeStore, s3Error } from './fake-store.ts';
import { createManualClock } from './manual-clock.ts';
import { driveSink, eventFor, textsOf } from './sink-driver.ts';

describe('objects', () => {
  test('consecutive events with one key make one object', async () => {
    const { sink, store, counters } = driveSink();
    await sink.write(batchOf([eventFor('a', '1'), eventFor('a', '2'), eventFor('b', '3')]));
    await sink.write(batchOf([eventFor('b', '4'), eventFor('c', '')]));
    await sink.finish();
    await sink.close();
    expect(textsOf(store)).toEqual({ 'test/a': '12', 'test/b': '34', 'test/c': '' });
    expect(store.uploads.size).toBe(0);
    expect(counters).toMatchObject({ bytesOut: 4, objects: 3, parts: 0 });
  });

  test.each([0, 1, 9, 10, 11, 20, 25, 1234])('%i bytes, with parts of 10', async (size) => {
    const { sink, store } = driveSink();
    const text = Array.from({ length: size }, (_, i) => String.fromCharCode(33 + (i % 90))).join('');
    await sink.write(batchOf([...(text === '' ? [''] : text)].map((letter) => eventFor('a', letter))));
    await sink.finish();
    await sink.close();
    const object = store.objects.get('test/a')!;
    expect(object.body.toString()).toBe(text);
    const full = object.partSizes.slice(0, -1);
    expect(full.every((part) => part === 10 || part === 20)).toBe(true);
    expect(object.partSizes.length > 0).toBe(size >= 10);
  });

  test('an event much larger than a part is cut into parts', async () => {
    const { sink, store } = driveSink({ partBytes: 1000 });
    const large = 'x'.repeat(1_000_123);
    await sink.write(batchOf([eventFor('a', 'begin'), eventFor('a', large), eventFor('a', 'end')]));
    await sink.finish();
    expect(textsOf(store)['test/a']).toBe(`begin${large}end`);
  });

  test('what the encoder holds back belongs to the object', async () => {
    const record = recordSink({
      createEncoder: () => ({
        encode: (value, _meta, out) => out.utf8(value as string),
        finish: (out) => out.utf8('<the end, longer than a part>'),
        capture: () => null,
        restore: () => undefined,
      }),
    });
    const { sink, store } = driveSink({ record });
    await sink.write(batchOf([eventFor('a', 'A'), eventFor('b', 'B')]));
    await sink.finish();
    const end = '<the end, longer than a part>';
    expect(textsOf(store)).toEqual({ 'test/a': `A${end}`, 'test/b': `B${end}` });
  });

  test('a bucket per event; the same key in two buckets is two objects', async () => {
    const { sink, store } = driveSink();
    await sink.write(
      batchOf([eventFor('a', '1'), eventFor('a', '2', { bucket: 'other' }), eventFor('b', '3')]),
    );
    await sink.finish();
    expect(textsOf(store)).toEqual({ 'test/a': '1', 'other/a': '2', 'test/b': '3' });
  });

  test('attributes: settings, what the first event says, and nothing of later events', async () => {
    const record = recordSink({ contentType: 'application/json', contentEncoding: 'gzip' });
    const config = { storage_class: 'STANDARD_IA', tags: { a: '1' }, metadata: { x: '1', y: '2' } };
    const { sink, store } = driveSink({ record, config });
    const first = { content_type: 'text/plain', metadata: new Map([['y', '3']]), acl: 'private' };
    await sink.write(batchOf([eventFor('a', '1', first), eventFor('a', '2', { content_type: 'late' })]));
    await sink.finish();
    expect(store.objects.get('test/a')!.attributes).toEqual({
      contentType: 'text/plain',
      contentEncoding: 'gzip',
      storageClass: 'STANDARD_IA',
      sse: undefined,
      kmsKeyId: undefined,
      acl: 'private',
      tags: { a: '1' },
      metadata: { x: '1', y: '3' },
    });
  });
});

describe('refused events', () => {
  const long = 'k'.repeat(1025);
  test.each([
    ['no metadata', { value: 'v' }, '`$s3.key` is not set'],
    ['no key', { value: 'v', meta: new Map([['s3', new Map()]]) }, '`$s3.key` is not set'],
    [
      'no record',
      { value: 'v', meta: new Map([['s3', 'a']]) },
      '`$s3` must be a record with a `key`, not a string',
    ],
    ['a number', eventFor(7, 'v'), '`$s3.key` must be a string, not an integer'],
    ['an empty key', eventFor('', 'v'), 'the key is empty'],
    ['a long key', eventFor(long, 'v'), 'the key has 1025 bytes, and S3 allows 1024'],
    ['a long key in UTF-8', eventFor('ä'.repeat(513), 'v'), 'the key has 1026 bytes'],
    ['half a character', eventFor('\ud800', 'v'), 'half a surrogate pair'],
    ['a bad bucket', eventFor('a', 'v', { bucket: 'a/b' }), 'a bucket name has lower-case letters'],
    [
      'a bucket that is none',
      eventFor('a', 'v', { bucket: 1 }),
      '`$s3.bucket` must be a string, not an integer',
    ],
    [
      'a bad content type',
      eventFor('c', 'v', { content_type: true }),
      '`$s3.content_type` must be a string, not a bool',
    ],
    [
      'bad tags',
      eventFor('c', 'v', { tags: new Map([['x', 1]]) }),
      '`$s3.tags.x` must be a string, not an integer',
    ],
    ['bad metadata', eventFor('c', 'v', { metadata: new Map([['x', 'ä']]) }), 'printable ASCII'],
    ['no text', eventFor('a', null), 'only strings and bytes have a text here'],
    ['no text, new key', eventFor('c', null), 'only strings and bytes have a text here'],
  ])('%s', async (_, event, message) => {
    const { sink, store, refused } = driveSink();
    await sink.write(batchOf([eventFor('a', '1'), event, eventFor('a', '2')]));
    await sink.finish();
    expect(refused).toHaveLength(1);
    expect(refused[0]!.error).toContain(message);
    // The open object was not disturbed.
    expect(store.history).toEqual([{ key: 'test/a', body: '12' }]);
  });

  test('a key of 1,024 bytes is fine', async () => {
    const key = 'ä'.repeat(512);
    const { sink, store } = driveSink();
    await sink.write(batchOf([eventFor(key, 'v')]));
    await sink.finish();
    expect(textsOf(store)).toEqual({ [`test/${key}`]: 'v' });
  });

  test('no bucket anywhere', async () => {
    const { sink, refused } = driveSink({ config: { bucket: undefined } });
    await sink.write(batchOf([eventFor('a', '1')]));
    expect(refused[0]!.error).toBe('no bucket: neither `$s3.bucket` nor `bucket` in the config is set');
  });
});

describe('keys that come again', () => {
  test('A B A overwrites, with a warning that names the key', async () => {
    const { sink, store, logged } = driveSink();
    await sink.write(batchOf([eventFor('a', '1'), eventFor('b', '2'), eventFor('a', '3')]));
    await sink.finish();
    expect(textsOf(store)).toEqual({ 'test/a': '3', 'test/b': '2' });
    expect(logged).toHaveLength(1);
    expect(logged[0]!.message).toContain('object `a` in bucket `test` was written by this run before');
  });

  test('objects of one key never overtake each other', async () => {
    const held = new Map<string, () => void>();
    const store = createFakeStore({
      before: (call) => {
        // The first put of `a` takes for ever, until it is let go.
        if (call !== 'put a' || held.has(call)) return;
        return new Promise((resolve) => held.set(call, resolve));
      },
    });
    const { sink } = driveSink({ store });
    await sink.write(batchOf(['a', 'b', 'a', 'c', 'a'].map((key, i) => eventFor(key, String(i)))));
    const finished = sink.finish();
    await new Promise(setImmediate);
    expect(store.history.map(({ key }) => key)).toEqual(['test/b', 'test/c']);
    held.get('put a')!();
    await finished;
    expect(store.history.filter(({ key }) => key === 'test/a').map(({ body }) => body)).toEqual([
      '0',
      '2',
      '4',
    ]);
  });

  test('20 warnings, then a sum', async () => {
    const { sink, logged } = driveSink();
    const keys = Array.from({ length: 60 }, (_, i) => `k${i % 30}`);
    await sink.write(batchOf(keys.map((key) => eventFor(key, 'x'))));
    await sink.finish();
    expect(logged).toHaveLength(21);
    expect(logged.at(-1)!.message).toContain('10 more objects');
  });
});

test('10,000 keys', async () => {
  const { sink, store, counters } = driveSink();
  for (let i = 0; i < 10_000; i += 100) {
    await sink.write(batchOf(Array.from({ length: 100 }, (_, j) => eventFor(`k${i + j}`, `<${i + j}>`))));
  }
  await sink.finish();
  expect(store.objects.size).toBe(10_000);
  expect(textsOf(store)['test/k4711']).toBe('<4711>');
  expect(counters.objects).toBe(10_000);
});

describe('early completion', () => {
  test('max_object_bytes: the next event goes to a new object', async () => {
    const { sink, store, logged } = driveSink({ config: { max_object_bytes: 5 } });
    await sink.write(batchOf(['123', '456', '7', '8', '90', 'x'].map((text) => eventFor('a', text))));
    await sink.finish();
    expect(textsOf(store)).toEqual({ 'test/a': '123456', 'test/a.1': '7890x' });
    expect(logged).toEqual([]);
  });

  test('a rolled key is never used again, nor is its successor', async () => {
    const { sink, store } = driveSink({ config: { max_object_bytes: 3, rolled_key: 'r/#{n}/#{key}' } });
    const keys = ['a', 'b', 'a', 'b', 'a', 'r/1/b', 'b'];
    await sink.write(batchOf(keys.map((key, i) => eventFor(key, i === 1 ? 'x' : `<${i}>`))));
    await sink.finish();
    expect(textsOf(store)).toEqual({
      'test/a': '<0>',
      'test/r/1/a': '<2>',
      'test/r/2/a': '<4>',
      // `b` was not rolled when it came again: overwritten. And then rolled, but an event had the name already.
      'test/b': '<3>',
      'test/r/1/b': '<5>',
      'test/r/2/b': '<6>',
    });
  });

  test('max_object_age counts from the first event', async () => {
    const clock = createManualClock();
    const { sink, store } = driveSink({ clock, config: { max_object_age: '10s' } });
    await sink.write(batchOf([eventFor('a', '1')]));
    clock.advance(9_999);
    await sink.write(batchOf([eventFor('a', '2')]));
    expect(store.history).toEqual([]);
    clock.advance(1);
    await new Promise(setImmediate);
    expect(textsOf(store)).toEqual({ 'test/a': '12' });
    await sink.write(batchOf([eventFor('a', '3')]));
    await sink.finish();
    expect(textsOf(store)).toEqual({ 'test/a': '12', 'test/a.1': '3' });
    expect(clock.pending).toBe(0);
  });

  test('idle_timeout counts from the last event', async () => {
    const clock = createManualClock();
    const { sink, store } = driveSink({ clock, config: { idle_timeout: '10s' } });
    for (let i = 0; i < 5; i++) {
      await sink.write(batchOf([eventFor('a', String(i))]));
      clock.advance(9_000);
    }
    expect(store.history).toEqual([]);
    clock.advance(1_000);
    await new Promise(setImmediate);
    expect(textsOf(store)).toEqual({ 'test/a': '01234' });
    await sink.close();
    expect(clock.pending).toBe(0);
  });

  test('a name that becomes too long refuses the event', async () => {
    const key = 'k'.repeat(1023);
    const { sink, refused } = driveSink({ config: { max_object_bytes: 1 } });
    await sink.write(batchOf([eventFor(key, '1'), eventFor(key, '2')]));
    await sink.finish();
    expect(refused.map(({ error }) => error.slice(0, 60))).toEqual([
      'after an early completion, the key has 1025 bytes, and S3 al',
    ]);
  });

  test('with all the parts that S3 allows, an object goes on in another one', async () => {
    const plan = {
      maxParts: 3,
      rollAtPart: 3,
      maxObjectBytes: Infinity,
      equalPartBytes: null,
      partBytes: () => 10,
    };
    const { sink, store, logged } = driveSink({ options: { plan } });
    await sink.write(batchOf(Array.from({ length: 20 }, (_, i) => eventFor('a', `${i % 10}`.repeat(4)))));
    await sink.finish();
    expect([...store.objects].map(([key, { partSizes }]) => [key, partSizes])).toEqual([
      ['test/a', [10, 10, 12]],
      ['test/a.1', [10, 10, 12]],
      ['test/a.2', [10, 6]],
    ]);
    expect(logged[0]!.message).toContain('has all the parts that S3 allows and goes on in another object');
  });
});

describe('bounds', () => {
  test('parts in flight', async () => {
    const store = createFakeStore({ before: () => new Promise(setImmediate) });
    const { sink } = driveSink({ store, config: { max_parts_in_flight: 3 } });
    await sink.write(batchOf(Array.from({ length: 500 }, () => eventFor('a', '1234567'))));
    await sink.finish();
    expect(store.peak.parts).toBe(3);
    expect(textsOf(store)['test/a']).toBe('1234567'.repeat(500));
  });

  test('objects in flight', async () => {
    const store = createFakeStore({ before: () => new Promise(setImmediate) });
    const { sink } = driveSink({ store, config: { max_objects_in_flight: 4 } });
    await sink.write(batchOf(Array.from({ length: 100 }, (_, i) => eventFor(`k${i}`, String(i)))));
    await sink.finish();
    expect(store.peak.puts).toBe(4);
    expect(store.objects.size).toBe(100);
  });

  test('write waits while there is no room, and only then', async () => {
    let letGo = (): void => {};
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const store = createFakeStore({ before: () => gate });
    const { sink } = driveSink({ store, config: { max_objects_in_flight: 1 } });
    expect(sink.write(batchOf([eventFor('a', '1')]))).toBeUndefined();
    expect(sink.write(batchOf([eventFor('b', '2')]))).toBeUndefined();
    const waiting = sink.write(batchOf([eventFor('c', '3'), eventFor('d', '4')]));
    expect(waiting).toBeInstanceOf(Promise);
    letGo();
    await waiting;
    await sink.finish();
    expect(store.objects.size).toBe(4);
  });

  const MIB = 1024 * 1024;
  test.each([
    ['one key', () => 'a', 20_000, 6 * MIB],
    ['one key, as little as there may be', () => 'a', 20_000, 3 * MIB],
    ['objects of some parts', (i: number) => `k${i >> 3}`, 200_000, 6 * MIB],
    ['objects of some parts, as little as there may be', (i: number) => `k${i >> 3}`, 250_000, 3 * MIB],
    ['a key for each', (i: number) => `k${i}`, 900_000, 6 * MIB],
  ])('memory: %s', async (_, keyOf, size, bound) => {
    const held: number[] = [];
    const store = createFakeStore({
      before: () => {
        held.push(driven.sink.heldBytes);
        return new Promise(setImmediate);
      },
    });
    const driven = driveSink({ store, partBytes: MIB, options: { maxBufferBytes: bound } });
    const value = Buffer.alloc(size, 'x');
    const count = Math.ceil((24 * MIB) / size);
    for (let i = 0; i < count; i++) await driven.sink.write(batchOf([eventFor(keyOf(i), value)]));
    await driven.sink.finish();
    // A large event may exceed the bound by its own size.
    expect(Math.max(...held)).toBeLessThanOrEqual(size > PART_MARGIN ? bound + size : bound);
    // The bound is used, not just kept.
    expect(Math.max(...held)).toBeGreaterThan(bound / 2);
  });
});

describe('failures', () => {
  test('what passes is retried, with a text to show', async () => {
    let failures = 3;
    const store = createFakeStore({
      before: (call) => {
        if (call === 'put a' && failures-- > 0) throw s3Error('SlowDown', 503);
      },
    });
    const { sink, waits } = driveSink({ store });
    await sink.write(batchOf([eventFor('a', '1')]));
    await sink.finish();
    expect(textsOf(store)).toEqual({ 'test/a': '1' });
    expect(waits).toHaveLength(4);
    expect(waits[0]).toBe(
      'completing `a` in bucket `test`: S3 asks to go slower (SlowDown, HTTP 503), attempt 2, ' +
        `since ${timeText(eagerClock.wall(), eagerClock.wall())} (0 s)`,
    );
    expect(waits.at(-1)).toBeNull();
  });

  test('what does not pass ends the flow, and leaves no upload', async () => {
    const store = createFakeStore({
      before: (call) => {
        if (call === 'part 2 a') throw s3Error('AccessDenied', 403);
      },
    });
    const { sink, failures } = driveSink({ store });
    await sink.write(batchOf(Array.from({ length: 5 }, () => eventFor('a', '1234567'))));
    await expect(sink.finish()).rejects.toThrow(
      'object `a` in bucket `test` could not be written: access denied: these credentials may not do this ' +
        '(AccessDenied, HTTP 403)',
    );
    expect(() => sink.write(batchOf([eventFor('b', '1')]))).toThrow('access denied');
    await sink.close();
    expect(store.uploads.size).toBe(0);
    expect(store.objects.size).toBe(0);
    expect(failures).toEqual([]);
  });

  test('a failure between calls is reported to the engine', async () => {
    const store = createFakeStore({
      before: (call) => {
        if (call === 'put a') throw s3Error('NoSuchBucket', 404);
      },
    });
    const { sink, failures } = driveSink({ store });
    await sink.write(batchOf([eventFor('a', '1'), eventFor('b', '2')]));
    await new Promise(setImmediate);
    expect(failures.map(({ message }) => message)).toEqual([
      'object `a` in bucket `test` could not be written: there is no such bucket (NoSuchBucket, HTTP 404)',
    ]);
    await sink.close();
  });

  test('attempts have an end', async () => {
    const store = createFakeStore({
      before: () => {
        throw Object.assign(new Error('read'), { code: 'ECONNRESET' });
      },
    });
    const { sink } = driveSink({ store });
    await sink.write(batchOf([eventFor('a', '1')]));
    await expect(sink.finish()).rejects.toThrow('the connection was cut (ECONNRESET)');
  });

  test('objects that are whole are still completed', async () => {
    const store = createFakeStore({
      before: (call) => {
        if (call === 'put bad') throw s3Error('AccessDenied', 403);
        return new Promise(setImmediate);
      },
    });
    const { sink } = driveSink({ store });
    await sink.write(batchOf(['good', 'bad', 'open'].map((key) => eventFor(key, key))));
    await new Promise(setImmediate);
    await sink.close();
    expect(textsOf(store)).toEqual({ 'test/good': 'good' });
  });

  test('close without finish completes nothing and aborts what is open', async () => {
    const { sink, store } = driveSink();
    await sink.write(batchOf([eventFor('a', 'x'.repeat(35))]));
    await new Promise(setImmediate);
    expect(store.uploads.size).toBe(1);
    await sink.close();
    expect(store.uploads.size).toBe(0);
    expect(store.objects.size).toBe(0);
  });

  test('ended by force: requests are cut off, uploads are removed', async () => {
    const store = createFakeStore({
      before: (call) => (call.startsWith('part 2') ? new Promise(() => {}) : undefined),
    });
    const { sink, kill, failures } = driveSink({ store });
    // The hanging request of the fake does not see the signal, as a dead socket would not.
    await sink.write(batchOf([eventFor('a', 'x'.repeat(15))]));
    await new Promise(setImmediate);
    kill();
    await sink.close();
    expect(store.uploads.size).toBe(0);
    expect(failures).toEqual([]);
  });
});

describe('answers that got lost', () => {
  const lose = (lost: string) => {
    let isLost = false;
    return (call: string) => {
      if (call !== lost || isLost) return;
      isLost = true;
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    };
  };

  test.each(['put a', 'complete b', 'part 1 b'])('%s', async (call) => {
    for (const if_exists of ['overwrite', 'fail']) {
      const store = createFakeStore({ after: lose(call) });
      const { sink } = driveSink({ store, config: { if_exists } });
      await sink.write(batchOf([eventFor('a', '1'), eventFor('b', 'x'.repeat(25))]));
      await sink.finish();
      expect(textsOf(store)).toEqual({ 'test/a': '1', 'test/b': 'x'.repeat(25) });
      expect(store.uploads.size).toBe(0);
    }
  });

  test('an object that was there before is not ours, even with the same bytes', async () => {
    const { sink, store } = driveSink();
    const events = [eventFor('a', '1'), eventFor('b', 'x'.repeat(25))];
    await sink.write(batchOf(events));
    await sink.finish();
    for (const event of events) {
      const again = driveSink({ store, config: { if_exists: 'fail' } });
      await again.sink.write(batchOf([event]));
      await expect(again.sink.finish()).rejects.toThrow('the object exists already');
      await again.sink.close();
    }
    expect(store.uploads.size).toBe(0);
  });

  test('an object of somebody else is not taken for ours', async () => {
    const other = driveSink();
    await other.sink.write(batchOf([eventFor('a', 'other'), eventFor('b', 'y'.repeat(25))]));
    await other.sink.finish();
    for (const key of ['a', 'b']) {
      const { sink } = driveSink({ store: other.store, config: { if_exists: 'fail' } });
      await sink.write(batchOf([eventFor(key, 'x'.repeat(key === 'a' ? 5 : 25))]));
      await expect(sink.finish()).rejects.toMatchObject({
        message: expect.stringContaining('the object exists already') as unknown,
        help: expect.stringContaining('if_exists') as unknown,
      });
      await sink.close();
    }
    expect(textsOf(other.store)).toEqual({ 'test/a': 'other', 'test/b': 'y'.repeat(25) });
    expect(other.store.uploads.size).toBe(0);
  });
});
