import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { InventoryEntry } from '../change.ts';
import { LineWriter, readLines } from '../inventory/line-file.ts';
import { readInventory } from '../inventory/reader.ts';
import { InventoryWriter } from '../inventory/writer.ts';
import { compareKeys } from '../key-order.ts';
import type { SavedInventory } from '../position.ts';
import { ExternalSort } from './external-sort.ts';
import type { EntryRecord } from './records.ts';
import { entryFrom, entryRecord } from './records.ts';

/** What the inventory says of a state of a key, and what it should say; null: nothing. */
type Correction = readonly [key: string, wrong: EntryRecord, right: EntryRecord | null];

/**
 * Where an inventory that was written before its changes were told says too much: objects that could not be told. Few, if
 * any; and any number of them takes no memory.
 */
export class Corrections {
  readonly #folder: string;
  readonly #file: string;
  /** Null while there are none. */
  #writer: LineWriter | null;
  #opening: Promise<LineWriter> | null = null;
  #waiting: Correction[] = [];

  private constructor(folder: string, file: string, writer: LineWriter | null) {
    this.#folder = folder;
    this.#file = file;
    this.#writer = writer;
  }

  static async open(folder: string, { file, records }: SavedInventory): Promise<Corrections> {
    const writer = records === 0 ? null : await LineWriter.append(join(folder, file), records);
    return new Corrections(folder, file, writer);
  }

  get saved(): SavedInventory {
    return { file: this.#file, records: (this.#writer?.records ?? 0) + this.#waiting.length };
  }

  add(wrong: InventoryEntry, right: InventoryEntry | null): void {
    this.#waiting.push([wrong.key, entryRecord(wrong), right && entryRecord(right)]);
  }

  async write(): Promise<void> {
    if (this.#waiting.length === 0) return;
    this.#opening ??= LineWriter.create(join(this.#folder, this.#file));
    const writer = (this.#writer ??= await this.#opening);
    for (const correction of this.#waiting) writer.add(correction);
    this.#waiting = [];
    await writer.relieve();
  }

  async flush(): Promise<void> {
    await this.write();
    await this.#writer?.flush();
  }

  /** Writes the inventory as it should be to file `to`. */
  async apply(inventory: SavedInventory, to: string, isDurable: boolean): Promise<SavedInventory> {
    await this.write();
    await this.#writer?.write();
    const sorted = await this.#sorted();
    const writer = await InventoryWriter.create(join(this.#folder, to));
    try {
      const next = correctionsIn(sorted, this.saved.records);
      let correction = await next();
      for await (const { entries } of readInventory(join(this.#folder, inventory.file), inventory.records)) {
        for (const entry of entries) {
          while (correction !== null && compareKeys(correction[0], entry.key) < 0) correction = await next();
          const right = correction === null ? undefined : rightOf(correction, entry);
          if (right !== null) writer.add(right ?? entry);
          if (right !== undefined) correction = await next();
        }
        await writer.relieve();
      }
      await writer.finish(isDurable);
    } finally {
      await writer.close();
      await rm(sorted, { force: true });
    }
    return { file: to, records: writer.records };
  }

  async close(): Promise<void> {
    await this.#writer?.close();
  }

  /** A file in which they are in the order of the inventory. */
  async #sorted(): Promise<string> {
    const path = join(this.#folder, `${this.#file}.sorted`);
    let found = 0;
    const sort = new ExternalSort<readonly [number, Correction]>({
      path,
      compare: ([left, [leftKey]], [right, [rightKey]]) => compareKeys(leftKey, rightKey) || left - right,
    });
    const { file, records } = this.saved;
    for await (const page of readLines(join(this.#folder, file), { from: 0, to: records })) {
      // Of one key they were told in the order that the inventory has.
      for (const record of page.records) sort.add([found++, record as unknown as Correction]);
      await sort.relieve();
    }
    await sort.finish(false);
    return path;
  }
}

/** One after another; null at the end. */
function correctionsIn(path: string, count: number): () => Promise<Correction | null> {
  const pages = readLines(path, { from: 0, to: count });
  let page: readonly (readonly [number, Correction])[] = [];
  let at = 0;
  return async () => {
    while (at >= page.length) {
      const next = await pages.next();
      if (next.done === true) return null;
      // As they were sorted.
      page = next.value.records as unknown as typeof page;
      at = 0;
    }
    return page[at++]![1];
  };
}

/** Undefined when the correction is about another entry. */
function rightOf([key, wrong, right]: Correction, entry: InventoryEntry): InventoryEntry | null | undefined {
  if (key !== entry.key || JSON.stringify(wrong) !== JSON.stringify(entryRecord(entry))) return undefined;
  return right && entryFrom(key, right);
}
