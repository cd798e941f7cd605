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
 * Goes on with an inventory of which a checkpoint knows the first `records` records: what was written behind them does not
 * count any more. Records that do are never touched, so that the checkpoint stays true whatever happens now. Throws
 * UnreadableInventory.
 */
export async function resumeInventory(
  path: string,
  records: number,
  key: string | null,
): Promise<ResumedInventory> {
  let bytes = MAGIC.length;
  let isCut = false;
  const behind: InventoryEntry[] = [];
  for await (const { entries, end, hasMore } of readInventory(path, records)) {
    bytes = end;
    isCut = hasMore;
    const newest = entries.at(-1);
    if (newest === undefined || (key !== null && compareKeys(newest.key, key) <= 0)) continue;
    behind.push(...entries.filter((entry) => key === null || compareKeys(entry.key, key) > 0));
  }
  return { writer: await InventoryWriter.append(path, { bytes, records, isCut }), behind };
}
