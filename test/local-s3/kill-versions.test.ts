import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LocalS3 } from '../../src/local-s3/index.ts';
import { bundleServer, forkServer } from './killable-server.ts';
import { BUCKET, rawRequest, someBytes, startServer, temporaryFolder } from './kit.ts';

const WRITERS = 8;

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
  const path = `/${BUCKET}/${encodeURI(key)}`;
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

test('versions that were acknowledged before a SIGKILL are there after it, in their order', async () => {
  const folder = await temporaryFolder();
  const program = await bundleServer(folder);
  const dir = join(folder, 'served');
  const histories = new Map<string, History>();
  for (const acknowledgements of [15, 45, 80]) {
    const { child, server } = await forkServer(program, dir);
    const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
    await rawRequest(server, { method: 'PUT', path: `/${BUCKET}?versioning`, body });
    const exited = once(child, 'exit');
    let seen = 0;
    const onAcknowledged = (): void => {
      if (++seen === acknowledgements) child.kill('SIGKILL');
    };
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      changeVersionsUntilKilled(server, writer, histories, onAcknowledged),
    );
    // Connections are cut before the process is gone, and until then the folder is its own.
    await Promise.all([...writers, exited]);
    await checkVersions(dir, histories);
  }
});

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
    const file = await readFile(join(dir, BUCKET, key), 'utf8').catch(() => undefined);
    expect(file).toBe(current?.body);
  }
  expect(await readdir(join(dir, '.local-s3', BUCKET, 'data'))).toHaveLength(olderObjects);
  await server.close();
}

/** Newest first, each with the bytes that it gives. */
async function versionsOf(server: LocalS3, key: string): Promise<readonly Version[]> {
  const listing = await rawRequest(server, { path: `/${BUCKET}?versions&prefix=${encodeURI(key)}` });
  const listed = listing.body.matchAll(/<(Version|DeleteMarker)>.*?<VersionId>(.*?)<\/VersionId>/g);
  const versions: Version[] = [];
  for (const [, kind, id = ''] of listed) {
    const path = `/${BUCKET}/${encodeURI(key)}?versionId=${id}`;
    const { status, body } = await rawRequest(server, { path });
    expect(status).toBe(kind === 'Version' ? 200 : 405);
    versions.push({ id, body: status === 200 ? body : undefined });
  }
  return versions;
}
