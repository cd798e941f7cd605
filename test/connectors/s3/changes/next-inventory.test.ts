import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { InventoryEntry } from '../../../../src/connectors/s3/changes/change.ts';
import { entryOf } from '../../../../src/connectors/s3/changes/change.ts';
import { NextInventory } from '../../../../src/connectors/s3/changes/inventory/next-inventory.ts';
import { readInventory } from '../../../../src/connectors/s3/changes/inventory/reader.ts';
import type { SavedInventory } from '../../../../src/connectors/s3/changes/position.ts';
import { tempFolder } from '../../../kit/temp-folder.ts';

/** More than a block of the file. */
const KEYS = Array.from({ length: 4000 }, (_, n) => `key-${String(n).padStart(4, '0')}`);

function entry(key: string, etag = 'a'): InventoryEntry {
  const rest = { storageClass: null, versionId: null, owner: null, isDeleteMarker: false };
  return entryOf({ key, etag, size: 1, lastModifiedMs: 1, ...rest });
}

async function keysIn(folder: string, { file, records }: SavedInventory): Promise<string[]> {
  const keys: string[] = [];
  for await (const { entries } of readInventory(join(folder, file), records)) {
    keys.push(...entries.map(({ key, etag }) => (etag === 'a' ? key : `${key} ${etag}`)));
  }
  return keys;
}

/** A first inventory of all keys. */
async function first(): Promise<{ readonly folder: string; readonly seen: SavedInventory }> {
  const folder = await tempFolder();
  const next = await NextInventory.begin({ folder, file: 'inventory-1', seen: null });
  for (const key of KEYS) next.add(entry(key));
  await next.finish(true);
  return { folder, seen: next.whole };
}

test('one that says the same writes nothing, and is the one before', async () => {
  const { folder, seen } = await first();
  const next = await NextInventory.begin({ folder, file: 'inventory-2', seen });
  for (const key of KEYS) next.add(entry(key));
  await next.relieve();
  await next.flush();
  await next.finish(true);
  expect([next.isSame, next.whole, await readdir(folder)]).toEqual([true, seen, ['inventory-1']]);
});

test.each([0, 1, 2500, KEYS.length])('a difference behind %i records brings them along', async (same) => {
  const { folder, seen } = await first();
  const next = await NextInventory.begin({ folder, file: 'inventory-2', seen });
  for (const key of KEYS.slice(0, same)) next.add(entry(key));
  next.differ();
  for (const key of KEYS.slice(same)) next.add(entry(key, 'b'));
  // Also what comes while the copy is made counts at once.
  expect(next.saved).toEqual({ file: 'inventory-2', records: KEYS.length });
  await next.flush();
  const expected = KEYS.map((key, index) => (index < same ? key : `${key} b`));
  expect(await keysIn(folder, next.saved)).toEqual(expected);
  await next.finish(true);
  expect(await keysIn(folder, next.whole)).toEqual(expected);
});

test('a run goes on with one that was the same so far', async () => {
  const { folder, seen } = await first();
  const next = await NextInventory.resumeSame({ folder, file: 'inventory-2', seen }, KEYS[2499]!);
  expect([next.isSame, next.records]).toEqual([true, 2500]);
  next.differ();
  next.add(entry('other'));
  await next.finish(true);
  expect(await keysIn(folder, next.whole)).toEqual([...KEYS.slice(0, 2500), 'other']);
});

test('a run goes on with one that was another already', async () => {
  const { folder, seen } = await first();
  const options = { folder, file: 'inventory-2', seen };
  const killed = await NextInventory.begin(options);
  for (const key of KEYS.slice(0, 3000)) killed.add(entry(key));
  killed.differ();
  killed.add(entry('key-x'));
  const { records } = killed.saved;
  await killed.flush();
  killed.add(entry('key-y'));
  await killed.close();
  const { next } = await NextInventory.resumeFile(options, records, 'key-x');
  next.add(entry('key-z'));
  await next.finish(true);
  expect(await keysIn(folder, next.whole)).toEqual([...KEYS.slice(0, 3000), 'key-x', 'key-z']);
});
