import { readFile } from 'node:fs/promises';
import type { StateFiles } from './state-files.ts';
import type { RollLogState } from './state.ts';

/** A key whose object was completed early, and the number that its next object gets. */
export interface Roll {
  readonly bucket: string;
  readonly key: string;
  readonly next: number;
}

/** At the start a file with more than so many bytes is written anew if most of it is outdated. */
const COMPACT_BYTES = 1024 * 1024;

/**
 * The rolls of a flow, for ever, so that no run overwrites what another one has completed early: a file that each
 * checkpoint appends to. It may have millions of keys, so that it is no part of the state itself.
 */
export class RollLog {
  readonly #files: StateFiles;
  #state: RollLogState | null;
  #pending: Roll[] = [];

  constructor(files: StateFiles, state: RollLogState | null) {
    this.#files = files;
    this.#state = state;
  }

  add(roll: Roll): void {
    this.#pending.push(roll);
  }

  /** Captures what was added; what the result gives must be called, and resolves when it is durable. */
  capture(): () => Promise<RollLogState | null> {
    const rolls = this.#pending;
    this.#pending = [];
    return async () => {
      if (rolls.length === 0) return this.#state;
      const { file, bytes } = this.#state ?? { file: this.#files.newName('rolls'), bytes: 0 };
      const text = Buffer.from(rolls.map((roll) => `${JSON.stringify(roll)}\n`).join(''));
      await this.#files.append(file, bytes, text);
      this.#state = { file, bytes: bytes + text.length };
      return this.#state;
    };
  }

  /** All rolls up to the cut, the latest of each key. Undefined when the file is not what the checkpoint says. */
  async read(): Promise<readonly Roll[] | undefined> {
    if (this.#state === null) return [];
    const { file, bytes } = this.#state;
    const content = await readFile(this.#files.path(file)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (content === undefined || content.length < bytes) return undefined;
    const lines = content.toString('utf8', 0, bytes).split('\n').slice(0, -1);
    // Written by `capture`.
    const rolls = lines.map((line) => JSON.parse(line) as Roll);
    const latest = [...new Map(rolls.map((roll) => [`${roll.bucket}\0${roll.key}`, roll])).values()];
    if (bytes > COMPACT_BYTES && latest.length * 2 < rolls.length) this.#beginAnew(latest);
    return latest;
  }

  /** The next checkpoint writes a file without what is outdated. */
  #beginAnew(rolls: readonly Roll[]): void {
    this.#state = null;
    this.#pending.unshift(...rolls);
  }
}
