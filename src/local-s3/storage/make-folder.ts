import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it, level by level: where the file system takes no folders (`/proc`), Node's own
 * `recursive` never comes back. Throws an error whose message says plainly why it cannot be had.
 */
export function makeFolder(path: string): void {
  try {
    for (const folder of missingFolders(resolve(path))) makeOne(folder);
  } catch (error) {
    throw plainFolderError(error, path);
  }
}

/** Why a folder cannot be used, in plain words; an error of another kind comes back as it is. */
export function plainFolderError(error: unknown, path: string): unknown {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  const words = code === undefined ? undefined : WORDS[code];
  return words === undefined ? error : new Error(`${words} (${code}, ${path})`, { cause: error });
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'the permission to write there is missing',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'there is a file where the folder should be',
  ENAMETOOLONG: 'the path is too long',
  ENOENT: 'no folder can be made there',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of the path is a file',
  EPERM: 'the permission to write there is missing',
  EROFS: 'the file system is read-only',
};

/** From the topmost one down. */
function missingFolders(path: string): readonly string[] {
  const missing: string[] = [];
  for (let folder = path; !isThere(folder); folder = dirname(folder)) missing.unshift(folder);
  return missing;
}

/** Whatever is there; whether it is a folder shows when something is made in it. */
function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    // Somebody else was faster.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
