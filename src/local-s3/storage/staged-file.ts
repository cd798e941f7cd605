import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { constants, copyFile, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stamp } from './records.ts';
import { syncFile, writeWhole } from './file-descriptor.ts';

/** Up to this size, bytes wait in memory until all are there. */
const SMALL_BYTES = 64 * 1024;

/**
 * Bytes on their way in: a file in the data folder that no record names yet, so nobody sees it, and the next start
 * throws it away. Ends with either `finish` or `discard`.
 *
 * A small file is made at once and without leaving the thread: four trips to the thread pool would take ten times as
 * long as the work. Nothing but fsync is worth one.
 */
export class StagedFile {
  readonly dataId = newDataId();
  readonly #path: string;
  #small: Uint8Array[] = [];
  #smallBytes = 0;
  #file: FileHandle | undefined;

  constructor(dataFolder: string) {
    this.#path = join(dataFolder, this.dataId);
  }

  /** The bytes must not be changed before `finish`, unless there are more than 64 KiB of them. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#file === undefined && this.#smallBytes + bytes.length <= SMALL_BYTES) {
      this.#small.push(bytes);
      this.#smallBytes += bytes.length;
      return;
    }
    this.#file ??= await open(this.#path, 'wx');
    await writeAll(this.#file, this.#takeSmall());
    await writeAll(this.#file, [bytes]);
  }

  /**
   * Copies a whole open file in the kernel, which shares the blocks where the file system can. Called once, instead of
   * `write`. False: it cannot be done here, and nothing has been.
   */
  async clone(fd: number): Promise<boolean> {
    // The descriptor, not the path: that may lead to another file by now.
    if (process.platform !== 'linux') return false;
    try {
      const mode = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE;
      await copyFile(`/proc/self/fd/${fd}`, this.#path, mode);
      this.#file = await open(this.#path, 'r');
      return true;
    } catch {
      // Whatever it was: who copies byte by byte instead will hear of it if it matters.
      await rm(this.#path, { force: true });
      return false;
    }
  }

  /** The bytes are complete and, if asked for, durable (their name is made so by the journal). */
  async finish(fsync: boolean): Promise<Stamp> {
    if (this.#file === undefined) return this.#writeSmall(fsync);
    if (fsync) await this.#file.sync();
    const { size, mtimeMs } = await this.#file.stat();
    await this.#file.close();
    return { size, mtimeMs };
  }

  /** Leaves nothing behind; harmless after `finish`. */
  async discard(): Promise<void> {
    await this.#file?.close();
    await rm(this.#path, { force: true });
  }

  #takeSmall(): readonly Uint8Array[] {
    const small = this.#small;
    this.#small = [];
    this.#smallBytes = 0;
    return small;
  }

  async #writeSmall(fsync: boolean): Promise<Stamp> {
    const fd = openSync(this.#path, 'wx');
    try {
      writeWhole(fd, Buffer.concat(this.#takeSmall()));
      if (fsync) await syncFile(fd);
      const { size, mtimeMs } = fstatSync(fd);
      return { size, mtimeMs };
    } finally {
      closeSync(fd);
    }
  }
}

/** A name in the data folder. Node keeps random bytes in store for these only: ten times as fast as asking for some. */
export function newDataId(): string {
  return randomUUID().replaceAll('-', '');
}

async function writeAll(file: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  for (const bytes of chunks) {
    let written = 0;
    while (written < bytes.length) {
      written += (await file.write(bytes, written, bytes.length - written)).bytesWritten;
    }
  }
}
