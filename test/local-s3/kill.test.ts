import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { rolldown } from 'rolldown';
import { expect, onTestFinished, test } from 'vitest';
import type { LocalS3 } from '../../src/local-s3/index.ts';
import { BUCKET, clientOf, rawRequest, someBytes, startServer, temporaryFolder } from './kit.ts';

const WRITERS = 8;

/** Runs the server in a process of its own, which can be killed. */
async function forkServer(program: string, dir: string): Promise<{ child: ChildProcess; server: LocalS3 }> {
  const child = fork(program, [dir]);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [server] = (await once(child, 'message')) as [LocalS3];
  return { child, server };
}

/** The server as one file of JavaScript: the Node that runs the tests may not know TypeScript. */
async function bundleServer(folder: string): Promise<string> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('../../src/local-s3/index.ts', import.meta.url)),
    platform: 'node',
  });
  await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: 'local-s3.mjs',
    chunkFileNames: '[name].mjs',
  });
  await bundle.close();
  const program = join(folder, 'main.mjs');
  await writeFile(
    program,
    `import { startLocalS3 } from './local-s3.mjs';
     const server = await startLocalS3({ dir: process.argv[2] });
     await server.createBucket('${BUCKET}');
     process.send(server);`,
  );
  return program;
}

/** What a key may hold after the crash: what was acknowledged last, or what was being written. */
interface Expectation {
  acknowledged: string | undefined;
  attempted: string | undefined;
}

/** Puts and deletes a few keys over and over, until the server is gone. */
async function writeUntilKilled(
  server: LocalS3,
  writer: number,
  expected: Map<string, Expectation>,
  onAcknowledged: () => void,
): Promise<void> {
  for (let round = 0; ; round++) {
    const key = `writer ${writer}/${round % 3}`;
    const state = expected.get(key) ?? { acknowledged: undefined, attempted: undefined };
    expected.set(key, state);
    const isDelete = round % 5 === 4;
    // Some are small enough to be written at once, some are streamed.
    const size = round % 4 === 0 ? 75_000 : 250;
    state.attempted = isDelete ? undefined : someBytes(size, writer * 1000 + round).toString('hex');
    try {
      await rawRequest(server, {
        method: isDelete ? 'DELETE' : 'PUT',
        path: `/${BUCKET}/${encodeURI(key)}`,
        body: state.attempted ?? '',
      });
    } catch {
      return;
    }
    state.acknowledged = state.attempted;
    onAcknowledged();
  }
}

test('what was acknowledged before a SIGKILL is there after it, whole', async () => {
  const folder = await temporaryFolder();
  const program = await bundleServer(folder);
  const dir = join(folder, 'served');
  const expected = new Map<string, Expectation>();
  for (const acknowledgements of [20, 75, 130]) {
    const { child, server } = await forkServer(program, dir);
    let seen = 0;
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      writeUntilKilled(server, writer, expected, () => {
        if (++seen === acknowledgements) child.kill('SIGKILL');
      }),
    );
    await Promise.all(writers);
    await checkAll(dir, expected);
  }
});

async function checkAll(dir: string, expected: ReadonlyMap<string, Expectation>): Promise<void> {
  const server = await startServer({ dir });
  for (const [key, state] of expected) {
    const { status, body } = await rawRequest(server, { path: `/${BUCKET}/${encodeURI(key)}` });
    const found = status === 404 ? undefined : body;
    expect([state.acknowledged, state.attempted].includes(found)).toBe(true);
    // From here on, what is there is what counts.
    state.acknowledged = found;
    state.attempted = found;
  }
  const { Contents = [] } = await clientOf(server).send(new ListObjectsV2Command({ Bucket: BUCKET }));
  const there = [...expected].filter(([, state]) => state.acknowledged !== undefined);
  expect(Contents.map(({ Key }) => Key)).toEqual(there.map(([key]) => key).sort());
  expect(await readdir(join(dir, '.local-s3', BUCKET, 'data'))).toEqual([]);
  await server.close();
}
