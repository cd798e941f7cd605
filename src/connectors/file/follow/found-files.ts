import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ListOptions } from '../glob/list-files.ts';
import { listFiles } from '../glob/list-files.ts';
import type { PathPattern } from '../glob/path-pattern.ts';
import { cannotOpen, notAFile } from '../problems.ts';

export interface FoundFile {
  readonly path: string;
  readonly stats: Stats;
}

/**
 * The files that match now, in the order of their paths, a file with several names under the first of them. Rejects with
 * EnvironmentError for what cannot be looked at, and for the path of something that is no file.
 */
export async function findFiles(pattern: PathPattern, options: ListOptions): Promise<readonly FoundFile[]> {
  const paths = pattern.kind === 'file' ? [pattern.path] : await listFiles(pattern.alternatives, options);
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    const stats = await look(path, options.baseDir);
    if (stats === null) continue;
    if (pattern.kind === 'file' && stats.isDirectory()) {
      throw cannotOpen('read', path, Object.assign(new Error('is a folder'), { code: 'EISDIR' }));
    }
    if (pattern.kind === 'file' && !stats.isFile()) throw notAFile('read', path);
    const key = keyOf(stats);
    if (stats.isFile() && !found.has(key)) found.set(key, { path, stats });
  }
  return [...found.values()];
}

/**
 * The file with this number in the folder of `path`, whatever it is called now: a rotated file stays in its folder. Null
 * when there is none.
 */
export async function findSibling(path: string, key: string, baseDir: string): Promise<FoundFile | null> {
  const folder = dirname(path);
  const names = await readdir(resolve(baseDir, folder)).catch(() => []);
  for (const name of names.sort()) {
    const sibling = join(folder, name);
    const stats = await look(sibling, baseDir).catch(() => null);
    if (stats !== null && stats.isFile() && keyOf(stats) === key) return { path: sibling, stats };
  }
  return null;
}

export function keyOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** Null for what is not there. */
async function look(path: string, baseDir: string): Promise<Stats | null> {
  try {
    return await stat(resolve(baseDir, path));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw cannotOpen('read', path, cause);
  }
}
