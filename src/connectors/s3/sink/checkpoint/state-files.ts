import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { step, syncFolder, writeAll } from '../../../../runtime/api.ts';
import { cannotWriteState } from '../../cannot-write-state.ts';

/**
 * The files beside the checkpoints: each has a number that no other file of this folder ever had, and is only appended
 * to. A file goes when neither of the two newest checkpoints refers to it.
 */
export class StateFiles {
  readonly folder: string;
  #nextNumber = 1;
  /** All that are there, as far as this sink has made or kept them. */
  readonly #names = new Set<string>();
  #newest: readonly string[] = [];
  #previous: readonly string[] = [];

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes the folder, and removes files that no checkpoint refers to: `newest` and the one before it. */
  async start(newest: readonly string[], previous: readonly string[]): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    this.#newest = newest;
    this.#previous = previous;
    for (const name of await readdir(this.folder)) {
      const number = /^(\d+)\.(?:tail|rolls)$/.exec(name)?.[1];
      if (number === undefined) continue;
      this.#nextNumber = Math.max(this.#nextNumber, Number(number) + 1);
      this.#names.add(name);
    }
    await this.#sweep();
  }

  /** The files of the newest durable checkpoint. */
  get newest(): readonly string[] {
    return this.#newest;
  }

  newName(kind: 'tail' | 'rolls'): string {
    const name = `${this.#nextNumber++}.${kind}`;
    this.#names.add(name);
    return name;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes `bytes` at `offset` of the file and makes them durable, with its name when it is new. */
  async append(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    try {
      const file = await open(this.path(name), offset === 0 ? 'w' : 'r+');
      try {
        await writeAll(file, bytes, offset);
        await file.datasync();
      } finally {
        await file.close();
      }
      step('s3:state-synced');
      if (offset === 0) await syncFolder(this.folder);
    } catch (cause) {
      throw cannotWriteState(this.path(name), cause);
    }
  }

  /** The checkpoint that refers to these files is durable. */
  async committed(files: readonly string[]): Promise<void> {
    this.#previous = this.#newest;
    this.#newest = files;
    await this.#sweep();
  }

  async #sweep(): Promise<void> {
    const used = new Set([...this.#newest, ...this.#previous]);
    for (const name of this.#names) {
      if (used.has(name)) continue;
      this.#names.delete(name);
      await rm(this.path(name), { force: true });
    }
  }
}
