import type { InventoryEntry } from './change.ts';
import { inventoryName } from './inventory/folder.ts';
import type { InventoryFolder } from './inventory/folder.ts';
import { NextInventory } from './inventory/next-inventory.ts';
import type { CurrentPoll, HalfRead, PollCounts, SavedInventory } from './position.ts';
import type { Verdict } from './verdict.ts';

export type Counts = { -readonly [name in keyof PollCounts]: number };

/** A poll that is under way, as those see it who tell its changes. */
export interface PollProgress {
  readonly startedAtMs: number;
  readonly counts: Counts;
  /** The object that is being read. */
  half: HalfRead | null;
  /** The inventory says this of the object of the verdict, which is done with. Called in the order of the verdicts. */
  settle(verdict: Verdict, entry: InventoryEntry | null): void;
  /** The rest of the object that was half read has been told. */
  settleHalf(entry: InventoryEntry): void;
  save(): CurrentPoll;
  /** Writes what has come together, if it is much. */
  relieve(): Promise<void>;
  /** Makes what `save` speaks of durable. */
  flush(): Promise<void>;
  /** Everything has been told: the inventory is whole. */
  finish(isDurable: boolean): Promise<void>;
  /** The inventory, when it is whole. */
  readonly inventory: SavedInventory;
  readonly isFinished: boolean;
  close(): Promise<void>;
}

export interface PollStart {
  readonly number: number;
  readonly startedAtMs: number;
  /** No key comes twice: versions are not listed. */
  readonly isUnique: boolean;
  /** What the poll before has seen; null when there was none. */
  readonly seen: SavedInventory | null;
}

/** A poll in the order of the keys: what it has seen so far, and how far it has come. */
export class Poll implements PollProgress {
  readonly startedAtMs: number;
  readonly counts: Counts;
  half: HalfRead | null;
  readonly #next: NextInventory;
  readonly #isUnique: boolean;
  /** Entries that are in the file although the key they belong to is not done: versions that an earlier run told. */
  readonly #delivered: Set<InventoryEntry>;
  #key: string | null;
  /** The key of the last verdict; when its next one comes it is done. */
  #newestKey: string | null;
  #isFinished = false;

  private constructor(
    saved: Omit<CurrentPoll, 'inventory'>,
    next: NextInventory,
    behind: readonly InventoryEntry[],
    isUnique: boolean,
  ) {
    const { startedAtMs, keys, changes, skipped, lists, key, object } = saved;
    this.startedAtMs = startedAtMs;
    this.counts = { keys, changes, skipped, lists };
    this.half = object;
    this.#next = next;
    this.#isUnique = isUnique;
    this.#delivered = new Set(behind);
    this.#key = key;
    this.#newestKey = key;
  }

  static async begin(
    { path }: InventoryFolder,
    { number, startedAtMs, isUnique, seen }: PollStart,
  ): Promise<Poll> {
    const next = await NextInventory.begin({ folder: path, file: inventoryName(number), seen });
    const counts = { keys: 0, changes: 0, skipped: 0, lists: 0 };
    return new Poll({ ...counts, startedAtMs, key: null, object: null }, next, [], isUnique);
  }

  /** Goes on with one that an earlier run has left. Throws UnreadableInventory. */
  static async resume(
    { path }: InventoryFolder,
    saved: CurrentPoll,
    { isUnique, seen }: Pick<PollStart, 'isUnique' | 'seen'>,
  ): Promise<Poll> {
    const { inventory, key } = saved;
    const options = { folder: path, file: inventory.file, seen };
    if (saved.isSame === true) {
      const next = await NextInventory.resumeSame(options, key);
      // Versions of a key that is not done are looked at once more.
      return new Poll({ ...saved, keys: next.records }, next, [], isUnique);
    }
    const { next, behind } = await NextInventory.resumeFile(options, inventory.records, key);
    return new Poll(saved, next, behind, isUnique);
  }

  /** Everything up to this key is done. */
  get key(): string | null {
    return this.#key;
  }

  /** Versions of the key behind {@link key} that an earlier run told. */
  get delivered(): ReadonlySet<InventoryEntry> {
    return this.#delivered;
  }

  get inventory(): SavedInventory {
    return this.#next.whole;
  }

  /** What comes is not, entry by entry, what the poll before has seen. */
  differ(): void {
    this.#next.differ();
  }

  settle({ key, before }: Pick<Verdict, 'key' | 'before'>, entry: InventoryEntry | null): void {
    if (key !== this.#newestKey && !this.#isUnique) this.#key = this.#newestKey;
    this.#newestKey = key;
    if (this.#isUnique) this.#key = key;
    if (entry !== before) this.#next.differ();
    if (entry === null || this.#delivered.has(entry)) return;
    this.counts.keys++;
    this.#next.add(entry);
  }

  /** What is listed of the key of the object meets this entry. */
  settleHalf(entry: InventoryEntry): void {
    this.half = null;
    this.settle({ key: entry.key, before: null }, entry);
    if (!this.#isUnique) this.#delivered.add(entry);
  }

  save(): CurrentPoll {
    const { startedAtMs, counts, half: object } = this;
    const { isSame, saved: inventory } = this.#next;
    return { ...counts, startedAtMs, inventory, key: this.#key, object, ...(isSame && { isSame }) };
  }

  relieve(): Promise<void> {
    return this.#next.relieve();
  }

  flush(): Promise<void> {
    return this.#next.flush();
  }

  async finish(isDurable: boolean): Promise<void> {
    await this.#next.finish(isDurable);
    this.#isFinished = true;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  close(): Promise<void> {
    return this.#next.close();
  }
}
