import { rm } from 'node:fs/promises';
import type { Json } from '../../../../runtime/api.ts';
import { LineWriter, readLines } from '../inventory/line-file.ts';

export interface SortOptions<T extends Json> {
  /** The name of the sorted file; what is sorted in between lies beside it, under longer names. */
  readonly path: string;
  /** Records of which none is put before the other keep no order. */
  readonly compare: (left: T, right: T) => number;
  /** So many records are held in memory. */
  readonly maxHeld?: number;
  /** So many files are merged at once. */
  readonly maxMerged?: number;
}

const MAX_HELD = 10_000;
/** Each of them is read in pieces of 64 KiB. */
const MAX_MERGED = 64;

/** Sorts any number of records with little memory: pieces of them are sorted and written to files, which are merged. */
export class ExternalSort<T extends Json> {
  readonly #options: Required<SortOptions<T>>;
  #held: T[] = [];
  #runs: SortedRun[] = [];
  #runNumber = 0;
  #records = 0;

  constructor(options: SortOptions<T>) {
    this.#options = { maxHeld: MAX_HELD, maxMerged: MAX_MERGED, ...options };
  }

  get records(): number {
    return this.#records;
  }

  add(record: T): void {
    this.#held.push(record);
    this.#records++;
  }

  /** Writes what has come together, if it is much: to be awaited now and then. */
  async relieve(): Promise<void> {
    if (this.#held.length < this.#options.maxHeld) return;
    await this.#writeRun();
    if (this.#runs.length >= this.#options.maxMerged) await this.#mergeRuns(this.#nextPath());
  }

  /** Writes the sorted file, durable if asked for. Without any record there is none. */
  async finish(isDurable: boolean): Promise<void> {
    const { path } = this.#options;
    if (this.#records === 0) return;
    if (this.#runs.length === 0) {
      await writeLines(path, [this.#takeHeld()], isDurable);
      return;
    }
    if (this.#held.length > 0) await this.#writeRun();
    await this.#mergeRuns(path, isDurable);
  }

  /** Removes what is left of an attempt that has failed. */
  async close(): Promise<void> {
    for (const { path } of this.#runs) await rm(path, { force: true });
    this.#runs = [];
  }

  async #writeRun(): Promise<void> {
    const records = this.#held.length;
    const path = this.#nextPath();
    this.#runs.push({ path, records });
    await writeLines(path, [this.#takeHeld()], false);
  }

  async #mergeRuns(path: string, isDurable = false): Promise<void> {
    const runs = this.#runs;
    const records = runs.reduce((sum, run) => sum + run.records, 0);
    await writeLines(path, mergeSorted(runs, this.#options.compare), isDurable);
    await this.close();
    this.#runs = [{ path, records }];
    if (path === this.#options.path) this.#runs = [];
  }

  #takeHeld(): T[] {
    const held = this.#held.sort(this.#options.compare);
    this.#held = [];
    return held;
  }

  #nextPath(): string {
    return `${this.#options.path}.run-${++this.#runNumber}`;
  }
}

interface SortedRun {
  readonly path: string;
  readonly records: number;
}

async function writeLines(
  path: string,
  pages: Iterable<readonly Json[]> | AsyncIterable<readonly Json[]>,
  isDurable: boolean,
): Promise<void> {
  const writer = await LineWriter.create(path);
  try {
    for await (const page of pages) {
      for (const record of page) writer.add(record);
      await writer.relieve();
    }
    await (isDurable ? writer.flush() : writer.write());
  } finally {
    await writer.close();
  }
}

/** Records in a page that is handed on. */
const PAGE_RECORDS = 500;

async function* mergeSorted<T extends Json>(
  runs: readonly SortedRun[],
  compare: (left: T, right: T) => number,
): AsyncGenerator<readonly T[]> {
  const heads = await Promise.all(runs.map((run) => RunReader.open<T>(run)));
  const byHead = (left: RunReader<T>, right: RunReader<T>): number => compare(left.head!, right.head!);
  // The smallest head is the last one: it is taken off and put back cheaply.
  const order = heads.filter(({ head }) => head !== undefined).sort((left, right) => byHead(right, left));
  let page: T[] = [];
  try {
    for (let least = order.pop(); least !== undefined; least = order.pop()) {
      page.push(least.head!);
      if (!least.advance()) await least.fill();
      if (least.head !== undefined) order.splice(placeOf(order, least, byHead), 0, least);
      if (page.length < PAGE_RECORDS) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  } finally {
    await Promise.all(heads.map((head) => head.close()));
  }
}

/** Where it belongs among those that come in descending order. */
function placeOf<T>(order: readonly T[], item: T, compare: (left: T, right: T) => number): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(order[middle]!, item) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One sorted file, record by record. */
class RunReader<T extends Json> {
  readonly #pages: AsyncGenerator<{ readonly records: readonly Json[] }>;
  #page: readonly T[] = [];
  #at = 0;

  private constructor({ path, records }: SortedRun) {
    this.#pages = readLines(path, { from: 0, to: records });
  }

  static async open<T extends Json>(run: SortedRun): Promise<RunReader<T>> {
    const reader = new RunReader<T>(run);
    await reader.fill();
    return reader;
  }

  /** Undefined at the end. */
  get head(): T | undefined {
    return this.#page[this.#at];
  }

  /** Goes on to the next record; false when that is not in memory. */
  advance(): boolean {
    return ++this.#at < this.#page.length;
  }

  async fill(): Promise<void> {
    while (this.#at >= this.#page.length) {
      const next = await this.#pages.next();
      if (next.done === true) return;
      // What was written here.
      this.#page = next.value.records as readonly T[];
      this.#at = 0;
    }
  }

  async close(): Promise<void> {
    await this.#pages.return(undefined);
  }
}
