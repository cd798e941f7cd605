import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '../../../../runtime/api.ts';
import { syncFolder } from '../../../../runtime/api.ts';
import { LineWriter, readLines } from '../inventory/line-file.ts';

/** An object of which everything has been told, in the state in which it was read. */
export interface TakenObject {
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly lastModifiedMs: number;
  /** Null where versions are not listed. */
  readonly versionId: string | null;
}

/** Which objects have been taken, as part of a position: the first lines of a file. */
export type TakenPosition = {
  readonly file: string;
  readonly records: number;
};

/** In this file: how many lines of which journal are done with. */
const DONE = 'after-done';

/**
 * The objects with which something is to be done when a checkpoint allows it, in the order in which they were told: a file
 * beside the checkpoints, `after-7`, whose lines a position counts. How many of them are done with is written down beside it, and
 * may be less than is true after a crash: to do something again does no harm.
 */
export class TakenJournal {
  readonly #folder: string;
  #file: string;
  #writer: LineWriter;
  #done: number;

  private constructor(folder: string, file: string, writer: LineWriter, done: number) {
    this.#folder = folder;
    this.#file = file;
    this.#writer = writer;
    this.#done = done;
  }

  /** Goes on where the position is; `number` is of the poll, for the name of a new one. Throws UnreadableInventory. */
  static async open(folder: string, position: TakenPosition | null, number: number): Promise<TakenJournal> {
    const done = await readDone(folder);
    const isOver = position === null || isPutAway(position, done);
    const file = isOver
      ? nameOf(Math.max(number, done === null ? 0 : numberOf(done.file) + 1))
      : position.file;
    const records = isOver ? 0 : position.records;
    const writer = await LineWriter.append(join(folder, file), records);
    const doneHere = done?.file === file ? Math.min(done.records, records) : 0;
    const journal = new TakenJournal(folder, file, writer, doneHere);
    await journal.#saveDone();
    if (isOver && done !== null) await rm(join(folder, done.file), { force: true });
    return journal;
  }

  get position(): TakenPosition {
    return { file: this.#file, records: this.#writer.records };
  }

  /** Objects that are done with. */
  get done(): number {
    return this.#done;
  }

  add(object: TakenObject): void {
    this.#writer.add(recordOf(object));
  }

  relieve(): Promise<void> {
    return this.#writer.relieve();
  }

  flush(): Promise<void> {
    return this.#writer.flush();
  }

  /** Objects that are not done with, the oldest first, up to line `to`. */
  async *rest(to: number): AsyncGenerator<readonly TakenObject[]> {
    for await (const { records } of readLines(join(this.#folder, this.#file), { from: this.#done, to })) {
      if (records.length > 0) yield records.map(takenOf);
    }
  }

  async markDone(count: number): Promise<void> {
    this.#done += count;
    await this.#saveDone();
  }

  /** When everything that was ever added is done with: begins another file, and removes this one. Gives whether it did. */
  async startAnew(number: number): Promise<boolean> {
    if (this.#writer.records === 0 || this.#done < this.#writer.records) return false;
    const old = this.#file;
    const file = nameOf(Math.max(number, numberOf(old) + 1));
    const writer = await LineWriter.create(join(this.#folder, file));
    await this.#writer.close();
    this.#file = file;
    this.#writer = writer;
    this.#done = 0;
    await this.#saveDone();
    // Otherwise a power cut might leave a position that names a file which is gone.
    await syncFolder(this.#folder);
    await rm(join(this.#folder, old), { force: true });
    return true;
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  async #saveDone(): Promise<void> {
    const path = join(this.#folder, DONE);
    const text = JSON.stringify({ file: this.#file, records: this.#done });
    await writeFile(`${path}.new`, text, { flush: true });
    await rename(`${path}.new`, path);
  }
}

/** A journal is put away when all of it is done, and only then. */
function isPutAway(position: TakenPosition, done: TakenPosition | null): boolean {
  return done !== null && numberOf(done.file) > numberOf(position.file);
}

function nameOf(number: number): string {
  return `after-${number}`;
}

function numberOf(file: string): number {
  return Number(file.slice('after-'.length));
}

/** How many objects wait; `position` is the last that was saved. */
export async function countWaiting(folder: string, position: TakenPosition | null): Promise<number> {
  if (position === null) return 0;
  const done = await readDone(folder);
  if (isPutAway(position, done)) return 0;
  return Math.max(0, position.records - (done?.file === position.file ? done.records : 0));
}

/** Null when there is none that can be read: it only saves work. */
async function readDone(folder: string): Promise<TakenPosition | null> {
  try {
    // Written by this module; a torn one is no JSON.
    return JSON.parse(await readFile(join(folder, DONE), 'utf8')) as TakenPosition;
  } catch {
    return null;
  }
}

/** The object as a line of a file. */
export function recordOf({ key, etag, size, lastModifiedMs, versionId }: TakenObject): Json {
  return [key, etag, size, lastModifiedMs, versionId];
}

export function takenOf(record: Json): TakenObject {
  // As `recordOf` has made it.
  const [key, etag, size, lastModifiedMs, versionId] = record as [
    string,
    string,
    number,
    number,
    string | null,
  ];
  return { key, etag, size, lastModifiedMs, versionId };
}
