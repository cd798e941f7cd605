import type { InventoryEntry } from '../change.ts';
import { compareKeys } from '../key-order.ts';
import { readInventory } from './reader.ts';

/** What an inventory says of the keys behind `key`, page by page. */
export async function* entriesBehind(
  inventory: { readonly path: string; readonly records: number } | null,
  key: string | null,
): AsyncGenerator<readonly InventoryEntry[]> {
  if (inventory === null) return;
  for await (const { entries } of readInventory(inventory.path, inventory.records)) {
    const isBehind = (entry: InventoryEntry | undefined): boolean =>
      entry !== undefined && (key === null || compareKeys(entry.key, key) > 0);
    if (isBehind(entries[0])) yield entries;
    else if (isBehind(entries.at(-1))) yield entries.slice(entries.findIndex(isBehind));
  }
}

/** Adds entries of one key at its place, behind those that are there of it. */
export async function* withMore(
  pages: AsyncIterable<readonly InventoryEntry[]>,
  more: readonly InventoryEntry[],
): AsyncGenerator<readonly InventoryEntry[]> {
  let left = more;
  for await (const page of pages) {
    const key = left[0]?.key;
    const at = key === undefined ? -1 : page.findIndex((entry) => compareKeys(entry.key, key) > 0);
    if (at < 0) {
      yield page;
    } else {
      yield [...page.slice(0, at), ...left, ...page.slice(at)];
      left = [];
    }
  }
  if (left.length > 0) yield left;
}
