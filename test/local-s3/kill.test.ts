import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { rolldown } from 'rolldown';
import { expect, onTestFinished, test } from 'vitest';
import type { LocalS3 } from '../../src/local-s3/index.ts';
import { BUCKET, clientOf, rawRequest, someBytes, startServer, temporaryFolder } from './kit.ts';

const WRITERS = 8;
const VERSIONED = 'versioned-bucket';

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
     await server.createBucket('${VERSIONED}');
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

/** A version, or a delete marker, which has no body. Newest first in lists. */
interface Version {
  readonly id: string;
  readonly body: string | undefined;
}

/** What a key with versions may have after the crash: `acknowledged`, or what the request on its way makes of it. */
interface History {
  acknowledged: readonly Version[];
  attempted: readonly Version[];
}

/** The id of a version whose answer did not come. */
const UNKNOWN_ID = '?';

/** Puts, deletes and deletes versions of one key over and over, until the server is gone. */
async function changeVersionsUntilKilled(
  server: LocalS3,
  writer: number,
  histories: Map<string, History>,
  onAcknowledged: () => void,
): Promise<void> {
  const key = `writer ${writer}`;
  const path = `/${VERSIONED}/${encodeURI(key)}`;
  const history = histories.get(key) ?? { acknowledged: [], attempted: [] };
  histories.set(key, history);
  for (let round = 0; ; round++) {
    const before = history.acknowledged;
    const body = someBytes(round % 4 === 0 ? 75_000 : 250, writer * 1000 + round).toString('hex');
    const version = before[(round * 7) % Math.max(before.length, 1)];
    const change = round % 7;
    let request: Parameters<typeof rawRequest>[1];
    if ((change === 4 || change === 6) && version !== undefined) {
      request = { method: 'DELETE', path: `${path}?versionId=${version.id}` };
      history.attempted = before.filter((other) => other !== version);
    } else if (change === 2) {
      request = { method: 'DELETE', path };
      history.attempted = [{ id: UNKNOWN_ID, body: undefined }, ...before];
    } else {
      request = { method: 'PUT', path, body };
      history.attempted = [{ id: UNKNOWN_ID, body }, ...before];
    }
    try {
      const { headers } = await rawRequest(server, request);
      const id = String(headers['x-amz-version-id']);
      history.acknowledged = history.attempted.map((made) =>
        made.id === UNKNOWN_ID ? { ...made, id } : made,
      );
    } catch {
      return;
    }
    onAcknowledged();
  }
}

test('what was acknowledged before a SIGKILL is there after it, whole', async () => {
  const folder = await temporaryFolder();
  const program = await bundleServer(folder);
  const dir = join(folder, 'served');
  const expected = new Map<string, Expectation>();
  const histories = new Map<string, History>();
  for (const acknowledgements of [30, 90, 160]) {
    const { child, server } = await forkServer(program, dir);
    const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
    await rawRequest(server, { method: 'PUT', path: `/${VERSIONED}?versioning`, body });
    const exited = once(child, 'exit');
    let seen = 0;
    const onAcknowledged = (): void => {
      if (++seen === acknowledgements) child.kill('SIGKILL');
    };
    const writers = Array.from({ length: WRITERS }, (_, writer) => [
      writeUntilKilled(server, writer, expected, onAcknowledged),
      changeVersionsUntilKilled(server, writer, histories, onAcknowledged),
    ]);
    // Connections are cut before the process is gone, and until then the folder is its own.
    await Promise.all([...writers.flat(), exited]);
    await checkAll(dir, expected);
    await checkVersions(dir, histories);
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

async function checkVersions(dir: string, histories: ReadonlyMap<string, History>): Promise<void> {
  const server = await startServer({ dir });
  let olderObjects = 0;
  for (const [key, history] of histories) {
    const found = await versionsOf(server, key);
    const [acknowledged, attempted] = [history.acknowledged, history.attempted].map((versions) =>
      versions.map((version, i) => (version.id === UNKNOWN_ID ? { ...version, id: found[i]?.id } : version)),
    );
    expect([acknowledged, attempted]).toContainEqual(found);
    // From here on, what is there is what counts.
    history.acknowledged = found;
    history.attempted = found;
    const [current, ...older] = found;
    olderObjects += older.filter(({ body }) => body !== undefined).length;
    const file = await readFile(join(dir, VERSIONED, key), 'utf8').catch(() => undefined);
    expect(file).toBe(current?.body);
  }
  expect(await readdir(join(dir, '.local-s3', VERSIONED, 'data'))).toHaveLength(olderObjects);
  await server.close();
}

/** Newest first, each with the bytes that it gives. */
async function versionsOf(server: LocalS3, key: string): Promise<readonly Version[]> {
  const listing = await rawRequest(server, { path: `/${VERSIONED}?versions&prefix=${encodeURI(key)}` });
  const listed = listing.body.matchAll(/<(Version|DeleteMarker)>.*?<VersionId>(.*?)<\/VersionId>/g);
  const versions: Version[] = [];
  for (const [, kind, id = ''] of listed) {
    const path = `/${VERSIONED}/${encodeURI(key)}?versionId=${id}`;
    const { status, body } = await rawRequest(server, { path });
    expect(status).toBe(kind === 'Version' ? 200 : 405);
    versions.push({ id, body: status === 200 ? body : undefined });
  }
  return versions;
}
