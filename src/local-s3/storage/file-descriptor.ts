import { fsync, writeSync } from 'node:fs';
import { promisify } from 'node:util';

/** Resolves when bytes, size and time of a file are on the disk. */
export const syncFile = promisify(fsync);

/** Writes all of `bytes`: a disk that is nearly full takes a part of them before it complains. */
export function writeWhole(fd: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written);
}
