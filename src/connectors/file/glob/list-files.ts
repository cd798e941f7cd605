import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { cannotOpen } from '../problems.ts';
import type { GlobPart, GlobPath } from './path-pattern.ts';

export interface ListOptions {
  /** Relative patterns start here. */
  readonly baseDir: string;
  /** Does a link that a wildcard finds count as what it points to? Otherwise it is passed over. */
  readonly followLinks: boolean;
}

/**
 * The files that match, each once, as paths that begin as the pattern does; in the order of their code units, so that the
 * same files always come in the same order. What is no regular file is passed over, and so is what disappears meanwhile.
 * Rejects with EnvironmentError for a folder that may not be read.
 */
export async function listFiles(
  alternatives: readonly GlobPath[],
  options: ListOptions,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const { base, parts } of alternatives) await visit(base, parts, [], found, options);
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

/** `folder` ends in a slash, or is empty; without `parts` it is a file. `above`: the folders that it lies in. */
async function visit(
  folder: string,
  parts: readonly GlobPart[],
  above: readonly string[],
  found: Set<string>,
  options: ListOptions,
): Promise<void> {
  const [part, ...rest] = parts;
  if (part === undefined) {
    if ((await statOf(folder, options))?.isFile() === true) found.add(folder);
    return;
  }
  if (part === '**') await visit(folder, rest, above, found, options);
  const inside = await inFolder(folder, part, above, options);
  if (inside === null) return;
  for (const entry of await entriesOf(folder, options)) {
    if (part === '**' ? entry.name.startsWith('.') : !part.matches(entry.name)) continue;
    const path = `${folder}${entry.name}`;
    const kind = await kindOf(entry, path, options);
    const partsLeft = part === '**' ? parts : rest;
    if (kind === 'folder' && partsLeft.length > 0) await visit(`${path}/`, partsLeft, inside, found, options);
    if (kind === 'file' && partsLeft.length === 0) found.add(path);
  }
}

/**
 * `above` with this folder; null where `**` has been there already: a link may lead back to a folder in which it lies, and
 * so on without an end.
 */
async function inFolder(
  folder: string,
  part: GlobPart,
  above: readonly string[],
  options: ListOptions,
): Promise<readonly string[] | null> {
  if (!options.followLinks) return above;
  const stats = await statOf(folder, options);
  if (stats === null) return null;
  const identity = `${stats.dev}:${stats.ino}`;
  return part === '**' && above.includes(identity) ? null : [...above, identity];
}

async function entriesOf(folder: string, { baseDir }: ListOptions): Promise<readonly Dirent[]> {
  try {
    return await readdir(resolve(baseDir, folder), { withFileTypes: true });
  } catch (cause) {
    if (isGone(cause)) return [];
    throw cannotOpen('read', folder, cause);
  }
}

async function kindOf(entry: Dirent, path: string, options: ListOptions): Promise<'file' | 'folder' | null> {
  const what = entry.isSymbolicLink() && options.followLinks ? await statOf(path, options) : entry;
  if (what === null) return null;
  return what.isFile() ? 'file' : what.isDirectory() ? 'folder' : null;
}

/** Null for what is not there, or is a link to nothing. */
async function statOf(path: string, { baseDir }: ListOptions): Promise<Stats | null> {
  try {
    return await stat(resolve(baseDir, path));
  } catch (cause) {
    if (isGone(cause)) return null;
    throw cannotOpen('read', path, cause);
  }
}

function isGone(cause: unknown): boolean {
  const { code } = cause as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}
