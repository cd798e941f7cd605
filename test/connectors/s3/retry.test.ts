import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeText } from '../../../src/connectors/s3/client/elapsed.ts';
import { createRetry, delayMs } from '../../../src/connectors/s3/client/retry.ts';
import type { RetryPolicy } from '../../../src/connectors/s3/client/retry.ts';
import { problemOf } from '../../../src/connectors/s3/client/s3-problem.ts';
import { createTroubleLog } from '../../../src/connectors/s3/client/trouble-log.ts';
import { createWaitBoard } from '../../../src/connectors/s3/client/wait-board.ts';
import { recordSink } from '../../kit/sink-context.ts';
import { s3Error } from './fake-store.ts';
import { createManualClock } from './manual-clock.ts';

const POLICY: RetryPolicy = { maxAttempts: 5, firstDelayMs: 100, maxDelayMs: 1000 };

function setUp() {
  const clock = createManualClock();
  const shown: (string | null)[] = [];
  const waits = createWaitBoard((text) => shown.push(text), clock);
  return { clock, shown, retry: createRetry({ policy: POLICY, clock, random: () => 1, waits }) };
}

test('waits twice as long each time, up to the limit', async () => {
  const { clock, retry } = setUp();
  const at: number[] = [];
  const result = retry('work', new AbortController().signal, async (attempt) => {
    at.push(clock.nowMs());
    if (attempt < 5) throw s3Error('InternalError', 500);
    return attempt;
  });
  for (let i = 0; i < 2000; i++) {
    await Promise.resolve();
    clock.advance(1);
  }
  expect(await result).toBe(5);
  expect(at.slice(1).map((time, i) => Math.round((time - at[i]!) / 100))).toEqual([1, 2, 4, 8]);
});

test('the signal ends a wait', async () => {
  const { retry, shown, clock } = setUp();
  const ending = new AbortController();
  const result = retry('work', ending.signal, () => Promise.reject(s3Error('SlowDown', 503)));
  await new Promise(setImmediate);
  ending.abort(new Error('enough'));
  await expect(result).rejects.toThrow('enough');
  expect(shown.at(-1)).toBeNull();
  expect(clock.pending).toBe(0);
});

/** Does `action` until `promise` has settled: time goes by. */
async function during<T>(promise: Promise<T>, action: () => void): Promise<T> {
  let isSettled = false;
  const watched = promise.finally(() => (isSettled = true));
  watched.catch(() => {});
  while (!isSettled) {
    await new Promise(setImmediate);
    action();
  }
  return watched;
}

function setUpLog() {
  const { context, logged } = recordSink();
  const { clock, shown } = setUp();
  const waits = createWaitBoard((text) => shown.push(text), clock);
  const troubles = createTroubleLog(context.logger, clock);
  const policy = { maxAttempts: 200, firstDelayMs: 1000, maxDelayMs: 1000 };
  return { clock, logged, retry: createRetry({ policy, clock, random: () => 1, waits, troubles }) };
}

test('the log is told when waiting begins, once a minute after that, and when it is over', async () => {
  const { clock, logged, retry } = setUpLog();
  const { signal } = new AbortController();
  const failing = (what: string) =>
    retry(what, signal, async (attempt) => {
      if (attempt <= 100) throw s3Error('SlowDown', 503);
    });
  await during(Promise.all([failing('part 1'), failing('part 2')]), () => clock.advance(1000));
  const start = createManualClock().wall();
  const since = timeText(start, start);
  const warned = 'S3 asks to go slower (SlowDown, HTTP 503), attempt';
  expect(logged).toEqual([
    { level: 'warn', message: `S3 keeps us waiting: part 1: ${warned} 2, since ${since} (0 s)` },
    { level: 'warn', message: `S3 keeps us waiting: part 1: ${warned} 62, since ${since} (60 s)` },
    { level: 'info', message: 'S3 has recovered after 100 s: nothing waits any longer' },
  ]);
});

test('the log is not told of a recovery that is none, nor of requests that succeed at once', async () => {
  const { clock, logged, retry } = setUpLog();
  const { signal } = new AbortController();
  await retry('work', signal, () => Promise.resolve());
  expect(logged).toEqual([]);
  const failing = retry('work', signal, (attempt) =>
    Promise.reject(attempt < 3 ? s3Error('SlowDown', 503) : s3Error('AccessDenied', 403)),
  );
  await expect(during(failing, () => clock.advance(1000))).rejects.toThrow('AccessDenied');
  expect(logged.map(({ level }) => level)).toEqual(['warn']);
});

test('several waits: the newest one that is left is shown', () => {
  const shown: (string | null)[] = [];
  const board = createWaitBoard((text) => shown.push(text));
  const a = board.begin(() => 'a');
  const b = board.begin(() => 'b');
  b.end();
  a.end();
  expect(shown).toEqual(['a', 'b', 'a', null]);
});

test('a delay is between half of the full one and all of it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random) => {
        const full = Math.min(1000, 100 * 2 ** (attempt - 1));
        const delay = delayMs(POLICY, attempt, random);
        return delay >= full / 2 && delay <= full;
      },
    ),
  );
});

test.each([
  [s3Error('SlowDown', 503), 'transient', 'S3 asks to go slower (SlowDown, HTTP 503)'],
  [s3Error('Whatever', 500), 'transient', 'S3 refused it (Whatever, HTTP 500)'],
  [
    s3Error('AccessDenied', 403),
    'permanent',
    'access denied: these credentials may not do this (AccessDenied, HTTP 403)',
  ],
  [
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    'transient',
    'nothing listens at that address (ECONNREFUSED)',
  ],
  [
    Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' }),
    'transient',
    'the connection was cut (ECONNRESET)',
  ],
  [Object.assign(new Error('stopped'), { name: 'AbortError' }), 'aborted', 'stopped (AbortError)'],
  [
    Object.assign(new Error('The key is odd'), {
      name: 'KMS.KMSInvalidStateException',
      $metadata: { httpStatusCode: 400, requestId: 'R1' },
    }),
    'permanent',
    'The key is odd (KMS.KMSInvalidStateException, HTTP 400, request R1)',
  ],
  [
    Object.assign(s3Error('InternalError', 500), { message: 'EIO: i/o error, write' }),
    'transient',
    'S3 had an internal error: EIO: i/o error, write (InternalError, HTTP 500)',
  ],
  [
    s3Error('InsufficientStorage', 507),
    'permanent',
    'no space is left at the endpoint (InsufficientStorage, HTTP 507)',
  ],
  ['just text', 'permanent', 'just text (Unknown)'],
])('%s is %s', (error, kind, words) => {
  expect(problemOf(error)).toMatchObject({ kind, words });
});
