import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stamp } from './records.ts';

/**
 * Bytes on their way in: a file in the data folder that no record names yet, so nobody sees it, and the next start
 * throws it away. Ends with either `finish` or `discard`.
 */
export class StagedFile {
  readonly dataId: string;
  readonly #path: string;
  readonly #file: FileHandle;

  private constructor(dataId: string, path: string, file: FileHandle) {
    this.dataId = dataId;
    this.#path = path;
    this.#file = file;
  }

  static async create(dataFolder: string): Promise<StagedFile> {
    const dataId = randomBytes(12).toString('hex');
    const path = join(dataFolder, dataId);
    return new StagedFile(dataId, path, await open(path, 'wx'));
  }

  async write(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      written += (await this.#file.write(bytes, written, bytes.length - written)).bytesWritten;
    }
  }

  /** The bytes are complete and, if asked for, durable (their name is made so by the journal). */
  async finish(fsync: boolean): Promise<Stamp> {
    if (fsync) await this.#file.sync();
    const { size, mtimeMs } = await this.#file.stat();
    await this.#file.close();
    return { size, mtimeMs };
  }

  /** Leaves nothing behind; harmless after `finish`. */
  async discard(): Promise<void> {
    await this.#file.close();
    await rm(this.#path, { force: true });
  }
}
