import { expect, test } from 'vitest';
import { KeyLock } from '../../../src/local-s3/storage/key-lock.ts';

test('tasks of one name run one after another, those of others meanwhile, and a failure frees the name', async () => {
  const lock = new KeyLock();
  const events: string[] = [];
  const task = (name: string) => async (): Promise<void> => {
    events.push(`${name} begins`);
    await Promise.resolve();
    await Promise.resolve();
    events.push(`${name} ends`);
    if (name === 'a1') throw new Error('a1 failed');
  };
  const results = await Promise.allSettled([
    lock.run('a', task('a1')),
    lock.run('a', task('a2')),
    lock.run('b', task('b1')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(events.indexOf('a1 ends')).toBeLessThan(events.indexOf('a2 begins'));
  expect(events.indexOf('b1 begins')).toBeLessThan(events.indexOf('a1 ends'));
});
