import type { InventoryEntry } from '../change.ts';
import { compareKeys } from '../key-order.ts';
import { MAGIC } from './format.ts';
import { readInventory } from './reader.ts';
import { InventoryWriter } from './writer.ts';

export interface ResumedInventory {
  readonly writer: InventoryWriter;
  /** The records behind `key`: versions of a key of which not all were told. */
  readonly behind: readonly InventoryEntry[];
}

/**
 * Goes on with an inventory of which a checkpoint knows the first `records` records: what was written behind them is
 * cut off. Throws UnreadableInventory.
 */
export async function resumeInventory(
  path: string,
  records: number,
  key: string | null,
): Promise<ResumedInventory> {
  let end = MAGIC.length;
  let before = 0;
  let last: readonly InventoryEntry[] = [];
  const behind: InventoryEntry[] = [];
  for await (const { at, firstRecord, entries } of readInventory(path, records)) {
    end = at;
    before = firstRecord;
    last = entries;
    const newest = entries.at(-1);
    if (newest === undefined || (key !== null && compareKeys(newest.key, key) <= 0)) continue;
    behind.push(...entries.filter((entry) => key === null || compareKeys(entry.key, key) > 0));
  }
  // The last block may hold more than the checkpoint knows: it is written anew.
  const writer = await InventoryWriter.append(path, { bytes: end, records: before });
  for (const entry of last) writer.add(entry);
  return { writer, behind };
}
