import type { InventoryEntry, ListedObject } from './change.ts';
import { compareKeys } from './key-order.ts';

/** All that is listed and all that was seen of one key; one of them may be empty. */
export interface KeyPair {
  readonly key: string;
  /** As in the listing: the newest first. At most one, unless versions are listed. */
  readonly listed: readonly ListedObject[];
  readonly seen: readonly InventoryEntry[];
}

/**
 * Joins the listing with the inventory, both in the order of the keys: what is in only one of them comes with the
 * other side empty. Holds a page of each, however many there are. `isUnique`: no key comes twice in the listing.
 *
 * Yields what has come together whenever it has to wait for more.
 */
export async function* mergeByKey(
  listing: AsyncIterable<readonly ListedObject[]>,
  inventory: AsyncIterable<readonly InventoryEntry[]>,
  isUnique: boolean,
): AsyncGenerator<readonly KeyPair[]> {
  const listed = new Groups(listing, isUnique);
  const seen = new Groups(inventory, isUnique);
  let ready: KeyPair[] = [];
  try {
    for (;;) {
      if (listed.mustWait || seen.mustWait) {
        if (ready.length > 0) yield ready;
        ready = [];
        await listed.fill();
        await seen.fill();
      }
      const [left, right] = [listed.group, seen.group];
      if (left === null && right === null) break;
      const order = left === null ? 1 : right === null ? -1 : compareKeys(left[0]!.key, right[0]!.key);
      ready.push({
        key: order <= 0 ? left![0]!.key : right![0]!.key,
        listed: order <= 0 ? left! : NOTHING,
        seen: order >= 0 ? right! : NOTHING,
      });
      if (order <= 0) listed.advance();
      if (order >= 0) seen.advance();
    }
    if (ready.length > 0) yield ready;
  } finally {
    await Promise.all([listed.close(), seen.close()]);
  }
}

const NOTHING: readonly never[] = [];

/** Pages of items, cut into groups of the same key. */
class Groups<T extends { readonly key: string }> {
  readonly #pages: AsyncIterator<readonly T[]>;
  readonly #isUnique: boolean;
  #page: readonly T[] = [];
  #at = 0;
  #hasEnded = false;
  #group: readonly T[] | null = null;

  constructor(pages: AsyncIterable<readonly T[]>, isUnique: boolean) {
    this.#pages = pages[Symbol.asyncIterator]();
    this.#isUnique = isUnique;
  }

  /** The current one; null at the end. */
  get group(): readonly T[] | null {
    return this.#group;
  }

  /** The current group is not known before another page has come. */
  get mustWait(): boolean {
    return this.#group === null && !this.#hasEnded;
  }

  /** Waits until the current group is known. */
  async fill(): Promise<void> {
    const items: T[] = [];
    while (this.#group === null && !this.#hasEnded) {
      this.#collect(items);
      if (this.#at < this.#page.length || (this.#isUnique && items.length > 0)) {
        this.#group = items;
        return;
      }
      const next = await this.#pages.next();
      if (next.done === true) {
        this.#hasEnded = true;
        if (items.length > 0) this.#group = items;
      } else {
        this.#page = next.value;
        this.#at = 0;
      }
    }
  }

  /** Goes on to the next group, as far as the page has it whole. */
  advance(): void {
    this.#group = null;
    const start = this.#at;
    const items: T[] = [];
    this.#collect(items);
    if (items.length === 0) return;
    if (this.#isUnique || this.#at < this.#page.length) this.#group = items;
    // It may go on in the next page.
    else this.#at = start;
  }

  async close(): Promise<void> {
    await this.#pages.return?.();
  }

  #collect(items: T[]): void {
    const limit = this.#isUnique ? Math.min(this.#page.length, this.#at + 1) : this.#page.length;
    while (this.#at < limit) {
      const item = this.#page[this.#at]!;
      if (items.length > 0 && items[0]!.key !== item.key) return;
      items.push(item);
      this.#at++;
    }
  }
}
