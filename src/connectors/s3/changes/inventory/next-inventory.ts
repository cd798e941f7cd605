import { join } from 'node:path';
import type { InventoryEntry } from '../change.ts';
import { compareKeys } from '../key-order.ts';
import type { SavedInventory } from '../position.ts';
import { readInventory } from './reader.ts';
import { resumeInventory } from './resume.ts';
import { InventoryWriter } from './writer.ts';

export interface NextInventoryOptions {
  readonly folder: string;
  /** Its name. */
  readonly file: string;
  /** The inventory of the poll before; null when there was none. */
  readonly seen: SavedInventory | null;
}

/**
 * The inventory of the poll that is under way. As long as it says the same as the one before it is only counted: a poll in
 * which nothing has changed writes nothing. With the first difference it becomes a file, which begins with a copy of what was
 * the same.
 */
export class NextInventory {
  readonly #options: NextInventoryOptions;
  /** The first records of the one before that are also in this one, while that is all there is. */
  #same = 0;
  #writer: InventoryWriter | null = null;
  /** What comes while the copy is being made; null when none is. */
  #waiting: InventoryEntry[] | null = null;
  #copying: Promise<void> = Promise.resolve();

  private constructor(options: NextInventoryOptions) {
    this.#options = options;
  }

  static async begin(options: NextInventoryOptions): Promise<NextInventory> {
    const next = new NextInventory(options);
    if (options.seen === null) next.#writer = await InventoryWriter.create(next.#path);
    return next;
  }

  /** Goes on with one that was the same as the one before up to `key`. Throws UnreadableInventory. */
  static async resumeSame(options: NextInventoryOptions, key: string | null): Promise<NextInventory> {
    const next = new NextInventory(options);
    const { seen, folder } = options;
    if (key === null || seen === null) return next;
    for await (const { entries } of readInventory(join(folder, seen.file), seen.records)) {
      const behind = entries.findIndex((entry) => compareKeys(entry.key, key) > 0);
      next.#same += behind < 0 ? entries.length : behind;
      if (behind >= 0) break;
    }
    return next;
  }

  /** Goes on with a file of which `records` count; gives those behind `key`, too. Throws UnreadableInventory. */
  static async resumeFile(
    options: NextInventoryOptions,
    records: number,
    key: string | null,
  ): Promise<{ readonly next: NextInventory; readonly behind: readonly InventoryEntry[] }> {
    const next = new NextInventory(options);
    const { writer, behind } = await resumeInventory(next.#path, records, key);
    next.#writer = writer;
    return { next, behind };
  }

  /** So far it says what the one before does. */
  get isSame(): boolean {
    return this.#writer === null && this.#waiting === null;
  }

  /** What a position says of it; of nothing that was written while it is the same. */
  get saved(): SavedInventory {
    const { file } = this.#options;
    if (this.#waiting !== null) return { file, records: this.#same + this.#waiting.length };
    return { file, records: this.#writer?.records ?? 0 };
  }

  get records(): number {
    return this.isSame ? this.#same : this.saved.records;
  }

  /** When it is whole: itself, or the one before. */
  get whole(): SavedInventory {
    return this.isSame ? this.#options.seen! : this.saved;
  }

  /** From here on it is another one than the one before. Synchronous; the copy is made meanwhile. */
  differ(): void {
    if (!this.isSame) return;
    this.#waiting = [];
    this.#copying = this.#copy();
    // Told to whoever waits for it.
    this.#copying.catch(() => undefined);
  }

  /** While it is the same, this must be the next entry of the one before. */
  add(entry: InventoryEntry): void {
    if (this.#waiting !== null) this.#waiting.push(entry);
    else if (this.#writer !== null) this.#writer.add(entry);
    else this.#same++;
  }

  /** Writes what has come together, if it is much. */
  async relieve(): Promise<void> {
    await this.#copying;
    await this.#writer?.relieve();
  }

  /** Makes what {@link saved} speaks of durable. */
  async flush(): Promise<void> {
    await this.#copying;
    await this.#writer?.flush();
  }

  async finish(isDurable: boolean): Promise<void> {
    await this.#copying;
    await this.#writer?.finish(isDurable);
  }

  async close(): Promise<void> {
    await this.#copying.catch(() => undefined);
    await this.#writer?.close();
  }

  async #copy(): Promise<void> {
    const { folder, seen } = this.#options;
    const writer = await InventoryWriter.create(this.#path);
    try {
      // There is one before: otherwise this one would have been a file from the beginning.
      for await (const { entries } of readInventory(join(folder, seen!.file), this.#same)) {
        for (const entry of entries) writer.add(entry);
        await writer.relieve();
      }
    } catch (error) {
      await writer.close();
      throw error;
    }
    for (const entry of this.#waiting!) writer.add(entry);
    this.#writer = writer;
    this.#waiting = null;
  }

  get #path(): string {
    return join(this.#options.folder, this.#options.file);
  }
}
