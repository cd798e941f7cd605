import { expect, test } from 'vitest';
import { createRetry } from '../../../src/connectors/s3/client/retry.ts';
import { createWaitBoard } from '../../../src/connectors/s3/client/wait-board.ts';
import { giveUp } from '../../../src/connectors/s3/sink/give-up.ts';
import { ObjectUpload } from '../../../src/connectors/s3/sink/object-upload.ts';
import { OwnUploads } from '../../../src/connectors/s3/sink/own-uploads.ts';
import { recordSink } from '../../kit/sink-context.ts';
import { createFakeStore } from './fake-store.ts';
import { createManualClock } from './manual-clock.ts';

const GONE = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** An upload with one part, at an endpoint that then does `whenAborted` with every attempt to remove it. */
async function setUp(whenAborted: () => Promise<void>) {
  const clock = createManualClock();
  const record = recordSink();
  const attemptsAtMs: number[] = [];
  const store = createFakeStore({
    before: (call) => {
      if (!call.startsWith('abort')) return undefined;
      attemptsAtMs.push(clock.nowMs());
      return whenAborted();
    },
  });
  const policy = { maxAttempts: 1000, firstDelayMs: 100, maxDelayMs: 100 };
  const retry = createRetry({ policy, clock, random: () => 1, waits: createWaitBoard(() => {}, clock) });
  const { logger, signal } = record.context;
  const options = { store, retry, clock, logger, own: new OwnUploads(), ifAbsent: false, signal };
  const upload = new ObjectUpload({ bucket: 'b', key: 'k' }, {}, options);
  await upload.sendPart({ bytes: Buffer.from('x'), crc32: 0 });
  /** Gives the upload up, and says when that was over. Time goes by in steps, each calling `each`. */
  const endMs = async (each: (nowMs: number) => void = () => {}): Promise<number> => {
    let isOver = false;
    const task = giveUp(upload, record.context, clock).finally(() => (isOver = true));
    for (;;) {
      await new Promise(setImmediate);
      if (isOver) break;
      clock.advance(50);
      each(clock.nowMs());
    }
    await task;
    return clock.nowMs();
  };
  return { ...record, store, clock, attemptsAtMs, endMs };
}

const WARNING =
  'the multipart upload of `k` in bucket `b` could not be removed and costs storage until it is';

test('patiently when the flow ends by itself', async () => {
  let failures = 3;
  const { store, attemptsAtMs, logged, endMs } = await setUp(() =>
    failures-- > 0 ? Promise.reject(GONE) : Promise.resolve(),
  );
  await endMs();
  expect(attemptsAtMs).toEqual([0, 100, 200, 300]);
  expect([store.uploads.size, logged]).toEqual([0, []]);
});

test('for half a minute at the most', async () => {
  const { clock, logged, endMs } = await setUp(() => Promise.reject(GONE));
  expect(await endMs()).toBe(30_000);
  expect(logged).toEqual([{ level: 'warn', message: WARNING }]);
  expect(clock.pending).toBe(0);
});

test('ended by force: once, however it ends', async () => {
  const { kill, attemptsAtMs, logged, endMs } = await setUp(() => Promise.reject(GONE));
  kill();
  expect(await endMs()).toBe(0);
  expect(attemptsAtMs).toEqual([0]);
  expect(logged).toEqual([{ level: 'warn', message: WARNING }]);
});

test('ended by force: an endpoint that does not answer costs a second', async () => {
  const { kill, logged, clock, endMs } = await setUp(() => new Promise(() => {}));
  kill();
  expect(await endMs()).toBe(1000);
  expect(logged).toEqual([{ level: 'warn', message: WARNING }]);
  expect(clock.pending).toBe(0);
});

test('ended by force while it is patient: one more attempt', async () => {
  const { kill, attemptsAtMs, logged, endMs } = await setUp(() => Promise.reject(GONE));
  expect(
    await endMs((nowMs) => {
      if (nowMs === 250) kill();
    }),
  ).toBe(250);
  expect(attemptsAtMs).toEqual([0, 100, 200, 250]);
  expect(logged).toEqual([{ level: 'warn', message: WARNING }]);
});
