import { join } from 'node:path';
import type { InventoryEntry } from './change.ts';
import { inventoryName } from './inventory/folder.ts';
import type { InventoryFolder } from './inventory/folder.ts';
import { resumeInventory } from './inventory/resume.ts';
import { InventoryWriter } from './inventory/writer.ts';
import type { CurrentPoll, HalfRead, PollCounts, SavedInventory } from './position.ts';
import type { Verdict } from './verdict.ts';

type Counts = { -readonly [name in keyof PollCounts]: number };

/** A poll that is under way: what it has seen so far, and how far it has come. */
export class Poll {
  readonly startedAtMs: number;
  readonly counts: Counts;
  /** The object that is being read. */
  half: HalfRead | null;
  readonly #file: string;
  readonly #writer: InventoryWriter;
  readonly #isUnique: boolean;
  /** Entries that are in the file although the key they belong to is not done: versions that an earlier run told. */
  readonly #delivered: Set<InventoryEntry>;
  #key: string | null;
  /** The key of the last verdict; when its next one comes it is done. */
  #newestKey: string | null;
  #hasNews: boolean;
  #isFinished = false;

  private constructor(
    saved: CurrentPoll,
    writer: InventoryWriter,
    behind: readonly InventoryEntry[],
    isUnique: boolean,
  ) {
    const { startedAtMs, keys, changes, skipped, lists, key, object, inventory } = saved;
    this.startedAtMs = startedAtMs;
    this.counts = { keys, changes, skipped, lists };
    this.half = object;
    this.#file = inventory.file;
    this.#writer = writer;
    this.#isUnique = isUnique;
    this.#delivered = new Set(behind);
    this.#key = key;
    this.#newestKey = key;
    // What a poll that was interrupted has changed is not known any more.
    this.#hasNews = key !== null;
  }

  static async begin(
    { path }: InventoryFolder,
    { number, startedAtMs, isUnique }: { number: number; startedAtMs: number; isUnique: boolean },
  ): Promise<Poll> {
    const file = inventoryName(number);
    const writer = await InventoryWriter.create(join(path, file));
    const counts = { keys: 0, changes: 0, skipped: 0, lists: 0 };
    const inventory = { file, records: 0 };
    return new Poll({ ...counts, startedAtMs, inventory, key: null, object: null }, writer, [], isUnique);
  }

  /** Goes on with one that an earlier run has left. Throws UnreadableInventory. */
  static async resume({ path }: InventoryFolder, saved: CurrentPoll, isUnique: boolean): Promise<Poll> {
    const { file, records } = saved.inventory;
    const { writer, behind } = await resumeInventory(join(path, file), records, saved.key);
    return new Poll(saved, writer, behind, isUnique);
  }

  /** Everything up to this key is done. */
  get key(): string | null {
    return this.#key;
  }

  get file(): string {
    return this.#file;
  }

  /** Versions of the key behind {@link key} that an earlier run told. */
  get delivered(): ReadonlySet<InventoryEntry> {
    return this.#delivered;
  }

  /** The poll saw something other than the one before. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  get inventory(): SavedInventory {
    return { file: this.#file, records: this.#writer.records };
  }

  /** The inventory says this of the object of the verdict, which is done with. */
  settle({ key, before }: Pick<Verdict, 'key' | 'before'>, entry: InventoryEntry | null): void {
    if (key !== this.#newestKey && !this.#isUnique) this.#key = this.#newestKey;
    this.#newestKey = key;
    if (this.#isUnique) this.#key = key;
    if (entry !== before) this.#hasNews = true;
    if (entry === null || this.#delivered.has(entry)) return;
    this.counts.keys++;
    this.#writer.add(entry);
  }

  /** The rest of the object that was half read has been told: what is listed of its key meets this entry. */
  settleHalf(entry: InventoryEntry): void {
    this.half = null;
    this.settle({ key: entry.key, before: null }, entry);
    if (!this.#isUnique) this.#delivered.add(entry);
  }

  save(): CurrentPoll {
    const { startedAtMs, counts, half: object } = this;
    return { ...counts, startedAtMs, inventory: this.inventory, key: this.#key, object };
  }

  relieve(): Promise<void> {
    return this.#writer.relieve();
  }

  flush(): Promise<void> {
    return this.#writer.flush();
  }

  /** Everything has been seen: the inventory is whole. */
  async finish(isDurable: boolean): Promise<void> {
    await this.#writer.finish(isDurable);
    this.#isFinished = true;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  close(): Promise<void> {
    return this.#writer.close();
  }
}
