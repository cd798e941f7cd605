import { afterAll, beforeAll, expect, test } from 'vitest';
import { tempFolder } from '../../kit/temp-folder.ts';
import { batchOf } from '../../kit/sink-context.ts';
import { eventFor } from './sink-driver.ts';
import { openSink, startTestServer } from './test-server.ts';
import type { TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test('snapshots are settled up to the first event of an object that is not complete', async () => {
  const bucket = await server.freshBucket();
  const stateFolder = await tempFolder();
  const { sink } = await openSink(server, { bucket }, { context: { stateFolder } });
  const settled = async (...keys: readonly string[]): Promise<number> => {
    await sink.write(batchOf(keys.map((key) => eventFor(key, 'x'))), 'in');
    const state = await sink.snapshot();
    await sink.commit!();
    last = state;
    return sink.settledSnapshots!();
  };
  let last = await sink.snapshot();
  await sink.commit!();
  // `a` is open from the first snapshot on, `b` from the second one on.
  expect([await settled('a'), await settled('a', 'b'), await settled('b'), await settled('c', 'd')]).toEqual([
    1, 2, 2, 4,
  ]);
  await sink.close();

  // `d` is from an earlier run, of which nothing is known.
  const next = await openSink(server, { bucket }, { context: { stateFolder, restored: last } });
  await next.sink.snapshot();
  await next.sink.commit!();
  expect(next.sink.settledSnapshots!()).toBe(0);
  await next.sink.finish('end');
  await next.sink.snapshot();
  await next.sink.commit!();
  expect(next.sink.settledSnapshots!()).toBe(2);
  await next.sink.close();
});
