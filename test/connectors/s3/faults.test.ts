/**
 * The sink through the real SDK when S3, or the way to it, has a bad day.
 */
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { batchOf } from '../../kit/sink-context.ts';
import type { Intercept, InterceptedRequest, Interception } from '../../../src/local-s3/index.ts';
import { S3Sink } from '../../../src/connectors/s3/sink/s3-sink.ts';
import { eventFor } from './sink-driver.ts';
import { listKeys, openSink, openUploads, readObject, startSpoiledServer } from './test-server.ts';
import type { TestServer } from './test-server.ts';

const MIB = 1024 * 1024;
const PART = 5 * MIB;
const LARGE = Buffer.alloc(PART + 77, 'flowrun ');

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(intercept: Intercept): Promise<{ server: TestServer; bucket: string }> {
  server = await startSpoiledServer(intercept);
  return { server, bucket: await server.freshBucket() };
}

/** Does something to the first `times` requests of that operation. */
function spoil(operation: string, times: number, how: Interception): Intercept {
  return (request: InterceptedRequest) => (request.operation === operation && times-- > 0 ? how : undefined);
}

const RESET: Interception = { kind: 'destroy', when: 'before' };
const LOST: Interception = { kind: 'destroy', when: 'after' };
const SLOW_DOWN: Interception = { kind: 'error', status: 503, code: 'SlowDown' };
const ERROR_IN_200: Interception = { kind: 'error', status: 200, code: 'InternalError' };

const PASSING: readonly [string, Interception][] = [
  ['PutObject', SLOW_DOWN],
  ['PutObject', RESET],
  ['PutObject', LOST],
  ['PutObject', { kind: 'error', status: 500, code: 'InternalError' }],
  ['PutObject', { kind: 'error', status: 400, code: 'RequestTimeout' }],
  ['PutObject', { kind: 'error', status: 400, code: 'BadDigest' }],
  ['CreateMultipartUpload', SLOW_DOWN],
  ['UploadPart', SLOW_DOWN],
  ['UploadPart', RESET],
  ['UploadPart', LOST],
  ['CompleteMultipartUpload', SLOW_DOWN],
  ['CompleteMultipartUpload', RESET],
  ['CompleteMultipartUpload', LOST],
  ['CompleteMultipartUpload', ERROR_IN_200],
];

/** Requests whose repetition may be told that the object exists already. */
const CONDITIONAL = PASSING.filter(([operation]) => /^(PutObject|Complete)/.test(operation));

describe('passes', () => {
  describe.each([
    ['overwrite', PASSING],
    ['fail', CONDITIONAL],
  ])('if_exists = %s', (if_exists, faults) => {
    test.each(faults)('%s: %j', async (operation, how) => {
      const { server, bucket } = await start(spoil(operation, 2, how));
      const { sink, waits } = await openSink(server, { bucket, if_exists });
      const body = operation === 'PutObject' ? Buffer.from('small') : LARGE;
      await sink.write(batchOf([eventFor('k', body)]), 'in');
      await sink.finish();
      await sink.close();
      expect((await readObject(server, bucket, 'k')).equals(body)).toBe(true);
      expect(await openUploads(server, bucket)).toEqual([]);
      expect(waits.length).toBeGreaterThan(1);
      expect(waits.at(-1)).toBeNull();
    });
  });

  test('the text of a wait says what, why and how often', async () => {
    const { server, bucket } = await start(spoil('UploadPart', 1, SLOW_DOWN));
    const { sink, waits } = await openSink(server, { bucket, max_parts_in_flight: 1 });
    await sink.write(batchOf([eventFor('large', LARGE)]), 'in');
    await sink.finish();
    await sink.close();
    expect(waits[0]).toMatch(
      new RegExp(
        `^part 1 of \`large\` in bucket \`${bucket}\`: S3 asks to go slower \\(SlowDown, HTTP 503.*\\), attempt 2, since \\d\\d:\\d\\d:\\d\\d \\(0 s\\)$`,
      ),
    );
  });

  test('a request that is never answered is given up and repeated', async () => {
    let letGo: ((nothing: undefined) => void) | undefined;
    const { server, bucket } = await start((request) => {
      if (request.operation !== 'UploadPart' || letGo !== undefined) return undefined;
      return new Promise((resolve) => (letGo = resolve));
    });
    const tuning = { timeouts: { connectMs: 1000, firstByteMs: 300, stallMs: 300 } };
    const { sink, waits } = await openSink(server, { bucket }, { tuning });
    await sink.write(batchOf([eventFor('large', LARGE)]), 'in');
    await sink.finish();
    await sink.close();
    expect((await readObject(server, bucket, 'large')).equals(LARGE)).toBe(true);
    expect(waits[0]).toContain('no answer in time');
    letGo?.(undefined);
  });
});

describe('does not pass', () => {
  test.each([
    ['PutObject', 'small', 'access denied: these credentials may not do this'],
    ['CreateMultipartUpload', 'large', 'access denied: these credentials may not do this'],
    ['UploadPart', 'large', 'access denied: these credentials may not do this'],
    ['CompleteMultipartUpload', 'large', 'access denied: these credentials may not do this'],
  ])('%s', async (operation, key, words) => {
    const denied: Interception = { kind: 'error', status: 403, code: 'AccessDenied' };
    const { server, bucket } = await start(spoil(operation, Infinity, denied));
    const { sink } = await openSink(server, { bucket });
    await sink.write(batchOf([eventFor(key, key === 'small' ? 'text' : LARGE)]), 'in');
    await expect(sink.finish()).rejects.toMatchObject({
      name: 'FlowFailure',
      message: expect.stringContaining(
        `object \`${key}\` in bucket \`${bucket}\` could not be written: ${words}`,
      ) as unknown,
      help: expect.stringContaining('s3:PutObject') as unknown,
    });
    await sink.close();
    expect(await openUploads(server, bucket)).toEqual([]);
    expect(await listKeys(server, bucket)).toEqual([]);
  });

  test('again and again, until the attempts are used up', async () => {
    const { server, bucket } = await start(spoil('UploadPart', Infinity, SLOW_DOWN));
    const { sink, waits } = await openSink(server, { bucket, max_parts_in_flight: 1 });
    await sink.write(batchOf([eventFor('large', LARGE)]), 'in');
    await expect(sink.finish()).rejects.toThrow('S3 asks to go slower');
    await sink.close();
    expect(waits.filter((text) => text !== null)).toHaveLength(3);
    expect(await openUploads(server, bucket)).toEqual([]);
  });

  test('an upload that somebody else has removed', async () => {
    const gone: Interception = { kind: 'error', status: 404, code: 'NoSuchUpload' };
    const { server, bucket } = await start(spoil('CompleteMultipartUpload', 1, gone));
    const { sink } = await openSink(server, { bucket });
    await sink.write(batchOf([eventFor('large', LARGE)]), 'in');
    await expect(sink.finish()).rejects.toThrow('the multipart upload is gone');
    await sink.close();
  });
});

test('nothing is printed, however many requests there are at the same time', async () => {
  const warnings: string[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning.message);
  process.on('warning', onWarning);
  const { server, bucket } = await start(spoil('UploadPart', 13, SLOW_DOWN));
  const settings = { bucket, max_parts_in_flight: 24, max_objects_in_flight: 24 };
  const policy = { maxAttempts: 40, firstDelayMs: 1, maxDelayMs: 5 };
  const { sink } = await openSink(server, settings, { tuning: { policy } });
  const large = Buffer.alloc(PART, 'x');
  await sink.write(batchOf([eventFor('one', Buffer.alloc(12 * PART, 'x'))]), 'in');
  await sink.write(batchOf(Array.from({ length: 12 }, (_, i) => eventFor(`k${i}`, large))), 'in');
  await sink.finish();
  await sink.close();
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});

test('a slow endpoint: memory stays below its bound and write waits', async () => {
  const gates: (() => void)[] = [];
  const { server, bucket } = await start(({ operation }) => {
    if (operation !== 'UploadPart') return undefined;
    return new Promise((resolve) => gates.push(() => resolve(undefined)));
  });
  const bound = 24 * MIB;
  const { sink, counters } = await openSink(server, { bucket, max_buffer_bytes: bound });
  if (!(sink instanceof S3Sink)) throw new Error('not the sink of this folder');
  const value = Buffer.alloc(MIB, 'x');
  let peak = 0;
  for (let i = 0; i < 60; i++) {
    const accepted = sink.write(batchOf([eventFor('k', value)]));
    peak = Math.max(peak, sink.heldBytes);
    if (accepted === undefined) continue;
    // Nothing moves until a part has landed.
    const partsBefore = counters.parts;
    const state = await Promise.race([accepted.then(() => 'went on'), setImmediate('stalled')]);
    expect(state).toBe('stalled');
    while (gates.length === 0) await setImmediate();
    gates.shift()!();
    await accepted;
    expect(counters.parts).toBeGreaterThan(partsBefore);
  }
  const opening = setInterval(() => gates.shift()?.(), 1);
  await sink.finish();
  clearInterval(opening);
  await sink.close();
  expect(peak).toBeLessThanOrEqual(bound);
  expect(peak).toBeGreaterThan(bound / 2);
  expect((await readObject(server, bucket, 'k')).length).toBe(60 * MIB);
});
