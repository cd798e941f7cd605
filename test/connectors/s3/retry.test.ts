import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRetry, delayMs } from '../../../src/connectors/s3/client/retry.ts';
import type { RetryPolicy } from '../../../src/connectors/s3/client/retry.ts';
import { problemOf } from '../../../src/connectors/s3/client/s3-problem.ts';
import { createWaitBoard } from '../../../src/connectors/s3/client/wait-board.ts';
import { s3Error } from './fake-store.ts';
import { createManualClock } from './manual-clock.ts';

const POLICY: RetryPolicy = { maxAttempts: 5, firstDelayMs: 100, maxDelayMs: 1000 };

function setUp() {
  const clock = createManualClock();
  const shown: (string | null)[] = [];
  const waits = createWaitBoard((text) => shown.push(text));
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

test('several waits: the newest one that is left is shown', () => {
  const shown: (string | null)[] = [];
  const board = createWaitBoard((text) => shown.push(text));
  const endA = board.begin('a');
  const endB = board.begin('b');
  endB();
  endA();
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
  ['just text', 'permanent', 'just text (Unknown)'],
])('%s is %s', (error, kind, words) => {
  expect(problemOf(error)).toMatchObject({ kind, words });
});
