import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LineWriter, countLines, readLines } from '../inventory/line-file.ts';
import type { TakenObject } from './journal.ts';
import { recordOf, takenOf } from './journal.ts';

const NAME = 'after-failed';

/**
 * Objects with which something was to be done, and S3 refused: they are tried again now and then. A file of its own, so that
 * one of them does not hold up those that follow, and so that any number of them takes no memory.
 */
export class FailedObjects {
  readonly #path: string;
  #count: number;

  private constructor(path: string, count: number) {
    this.#path = path;
    this.#count = count;
  }

  static async open(folder: string): Promise<FailedObjects> {
    return new FailedObjects(join(folder, NAME), await countFailed(folder));
  }

  get count(): number {
    return this.#count;
  }

  /** Durable when it resolves. */
  async add(objects: readonly TakenObject[]): Promise<void> {
    if (objects.length === 0) return;
    const writer = await LineWriter.append(this.#path, this.#count);
    await write(writer, objects);
    this.#count += objects.length;
  }

  async *all(): AsyncGenerator<readonly TakenObject[]> {
    if (this.#count === 0) return;
    for await (const { records } of readLines(this.#path, { from: 0, to: this.#count })) {
      if (records.length > 0) yield records.map(takenOf);
    }
  }

  /** Tries all of them; `attempt` gives those that have failed again. */
  async retry(attempt: (objects: readonly TakenObject[]) => Promise<readonly TakenObject[]>): Promise<void> {
    const next = `${this.#path}.new`;
    const writer = await LineWriter.create(next);
    let count = 0;
    try {
      for await (const objects of this.all()) {
        const failed = await attempt(objects);
        for (const object of failed) writer.add(recordOf(object));
        count += failed.length;
        await writer.relieve();
      }
      await writer.flush();
    } finally {
      await writer.close();
    }
    await rename(next, this.#path);
    this.#count = count;
    if (count === 0) await rm(this.#path, { force: true });
  }
}

/** How many there are in `folder`. */
export function countFailed(folder: string): Promise<number> {
  return countLines(join(folder, NAME));
}

async function write(writer: LineWriter, objects: readonly TakenObject[]): Promise<void> {
  try {
    for (const object of objects) writer.add(recordOf(object));
    await writer.flush();
  } finally {
    await writer.close();
  }
}
