import { expect, test } from 'vitest';
import { createRequestPace } from '../../../src/connectors/s3/client/request-pace.ts';

const { signal } = new AbortController();
const SLOWER = new Error('slower');

function setUp(max: number) {
  const pace = createRequestPace({ max, isThrottle: (error) => error === SLOWER });
  const answers: ((error?: Error) => void)[] = [];
  const request = () =>
    pace
      .run(signal, () => new Promise<void>((ok, no) => answers.push((error) => (error ? no(error) : ok()))))
      .catch(() => {});
  return { pace, answers, request };
}

test('halves once for requests that were under way together, waits, and recovers step by step', async () => {
  const { pace, answers, request } = setUp(8);
  for (let i = 0; i < 8; i++) void request();
  for (const answer of answers.splice(0)) answer(SLOWER);
  await new Promise(setImmediate);
  expect(pace.limit).toBe(4);
  for (let i = 0; i < 6; i++) void request();
  expect(answers).toHaveLength(4);
  for (const answer of answers.splice(0)) answer();
  await new Promise(setImmediate);
  expect([pace.limit, answers.length]).toEqual([5, 2]);
});

test('never below one, and never above the maximum', async () => {
  const { pace, answers, request } = setUp(2);
  for (const [error, limit] of [
    [SLOWER, 1],
    [SLOWER, 1],
    [undefined, 2],
    [undefined, 2],
  ] as const) {
    const done = request();
    answers.pop()!(error);
    await done;
    expect(pace.limit).toBe(limit);
  }
});
