import { expect, test } from 'vitest';
import { batchOf } from '../../kit/sink-context.ts';
import { createFakeStore } from './fake-store.ts';
import type { Call } from './fake-store.ts';
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
