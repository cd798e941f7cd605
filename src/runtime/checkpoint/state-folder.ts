/** The folder of one flow's state: which files are in it, and how they are read and written. */
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Captured } from '../value/captured.ts';
import { syncFolder, writeAll } from '../durable-file.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-file.ts';
import { step } from './steps.ts';

/** So many checkpoints are kept: the newest, and the one before it for `flowrun state reset --to-previous`. */
const KEPT = 2;

const FILE_NAME = /^(\d{10})\.checkpoint$/;

/** Longer names are cut: most file systems end at 255 bytes, and a suffix needs room, too. */
const MAX_NAME = 100;

/** The folder of a flow in the folder of all states. */
export function folderOf(dir: string, flow: string, instance: string): string {
  return join(dir, fileName(flow), fileName(instance));
}

/**
 * A name of a flow or connector as the name of a file: whatever it holds, it stays inside its folder, and different
 * names stay different. ASCII letters, digits, `-` and `_` are as they are, all else is `%` and hexadecimal bytes.
 */
export function fileName(name: string): string {
  const safe = [...Buffer.from(name)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9_-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
  if (safe === '') return '%';
  if (safe.length <= MAX_NAME) return safe;
  return `${safe.slice(0, MAX_NAME)}%%${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}

export function lockPath(folder: string): string {
  return join(folder, 'lock');
}

/** The folders of connectors. */
function connectorsFolder(folder: string): string {
  return join(folder, 'connectors');
}

/** Where the connector of that name keeps files beside the checkpoints. */
export function connectorFolder(folder: string, connector: string): string {
  return join(connectorsFolder(folder), fileName(connector));
}

/** A checkpoint in a folder, not read yet. */
export interface StoredCheckpoint {
  /** Grows with each checkpoint. */
  readonly number: number;
  readonly path: string;
}

/** The checkpoints in `folder`, the newest first; none when there is no such folder. */
export async function listCheckpoints(folder: string): Promise<readonly StoredCheckpoint[]> {
  const names = await namesIn(folder);
  return names
    .flatMap((name) => {
      const number = FILE_NAME.exec(name)?.[1];
      return number === undefined ? [] : [{ number: Number(number), path: join(folder, name) }];
    })
    .sort((a, b) => b.number - a.number);
}

/** Throws UnreadableCheckpoint, and what the system says. */
export async function readCheckpoint({ path }: StoredCheckpoint): Promise<CheckpointFile> {
  return decodeCheckpoint(await readFile(path));
}

/**
 * Writes the next checkpoint and removes those that are too many by it. It is durable, or not there at all; not there when
 * `signal` is aborted half-way.
 */
export async function writeCheckpoint(
  folder: string,
  number: number,
  file: CheckpointFile<Captured>,
  signal?: AbortSignal,
): Promise<void> {
  const path = join(folder, `${String(number).padStart(10, '0')}.checkpoint`);
  const temporary = `${path}.new`;
  try {
    const handle = await open(temporary, 'w');
    try {
      for (const { offset, bytes } of encodeCheckpoint(file)) {
        await writeAll(handle, bytes, offset);
        signal?.throwIfAborted();
      }
      step('store:written');
      await handle.sync();
      step('store:fsynced');
    } finally {
      await handle.close();
    }
    signal?.throwIfAborted();
    await rename(temporary, path);
    step('store:renamed');
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  const all = await listCheckpoints(folder);
  for (const old of all.slice(KEPT)) await rm(old.path, { force: true });
}

/** Removes all checkpoints, the newest last: an older one must never be taken for the newest. */
export async function removeCheckpoints(folder: string): Promise<void> {
  for (const { path } of (await listCheckpoints(folder)).toReversed()) await rm(path, { force: true });
  step('store:removed');
  await syncFolder(folder);
  await removeConnectorFiles(folder);
}

/**
 * A file in the folder of a connector that outlives the state: what the connector has begun elsewhere and not ended. Its
 * next start ends it.
 */
const BEGUN_ELSEWHERE = 'uploads';

/** Removes what connectors keep there: without a checkpoint that refers to it, it means nothing. */
export async function removeConnectorFiles(folder: string): Promise<void> {
  for (const each of await connectorFolders(folder)) await removeFilesOf(each);
  await rmdir(connectorsFolder(folder)).catch(() => undefined);
}

/** The same for the folder of one connector. */
export async function removeFilesOf(connectorFolder: string): Promise<void> {
  for (const name of await namesIn(connectorFolder)) {
    if (name !== BEGUN_ELSEWHERE) await rm(join(connectorFolder, name), { recursive: true, force: true });
  }
  await rmdir(connectorFolder).catch(() => undefined);
}

/** May connectors have begun something elsewhere that they have not ended? */
export async function mayHaveBegunElsewhere(folder: string): Promise<boolean> {
  const names = await Promise.all((await connectorFolders(folder)).map(namesIn));
  return names.flat().includes(BEGUN_ELSEWHERE);
}

async function connectorFolders(folder: string): Promise<readonly string[]> {
  const connectors = connectorsFolder(folder);
  return (await namesIn(connectors)).map((name) => join(connectors, name));
}

/**
 * Removes what processes left that were killed while they wrote a checkpoint or took the lock. By the holder of the lock:
 * who is just trying to take it tries again.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const isLeftover = name.endsWith('.checkpoint.new') || name.startsWith('lock.');
    if (isLeftover) await rm(join(folder, name), { force: true });
  }
}

/** Removes `folder`, the empty ones in it, and the one around it, as far as nothing is in them. */
export async function removeIfEmpty(folder: string): Promise<void> {
  for (const each of [...(await connectorFolders(folder)), connectorsFolder(folder)]) {
    await rmdir(each).catch(() => undefined);
  }
  for (const each of [folder, dirname(folder)]) {
    try {
      await rmdir(each);
    } catch {
      return;
    }
  }
}

/** The names in a folder, none when it is not there. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Makes the folder, and its name durable. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(resolve(folder), { recursive: true });
  if (first === undefined) return;
  const parents: string[] = [];
  for (let each = resolve(folder); each.length >= first.length; each = dirname(each))
    parents.push(dirname(each));
  for (const parent of parents) await syncFolder(parent);
}
