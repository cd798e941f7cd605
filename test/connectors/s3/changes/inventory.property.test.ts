import '../../../kit/seed.ts';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InventoryEntry } from '../../../../src/connectors/s3/changes/change.ts';
import { entriesBehind } from '../../../../src/connectors/s3/changes/inventory/entries.ts';
import { resumeInventory } from '../../../../src/connectors/s3/changes/inventory/resume.ts';
import { InventoryWriter } from '../../../../src/connectors/s3/changes/inventory/writer.ts';
import { compareKeys } from '../../../../src/connectors/s3/changes/key-order.ts';
import { tempFolder } from '../../../kit/temp-folder.ts';

const etag = fc.oneof(
  fc.stringMatching(/^[0-9a-f]{32}$/),
  fc.stringMatching(/^[0-9a-f]{32}-[1-9][0-9]{0,3}$/),
  fc.string({ maxLength: 50 }),
);

const entry: fc.Arbitrary<InventoryEntry> = fc.record({
  key: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  etag,
  size: fc.maxSafeNat(),
  lastModifiedMs: fc.nat({ max: 4e12 }),
  versionId: fc.option(fc.string({ maxLength: 40 })),
  isDeleteMarker: fc.boolean(),
  isHidden: fc.boolean(),
  isTaken: fc.boolean(),
});

const entries = fc
  .uniqueArray(entry, { selector: ({ key }) => key, maxLength: 200 })
  .map((list) => list.toSorted((a, b) => compareKeys(a.key, b.key)));

async function readAll(path: string, records: number, key: string | null = null): Promise<InventoryEntry[]> {
  const read: InventoryEntry[] = [];
  for await (const page of entriesBehind({ path, records }, key)) read.push(...page);
  return read;
}

test('what is written is read again, from any key on', async () => {
  const folder = await tempFolder();
  await fc.assert(
    fc.asyncProperty(entries, fc.nat(), async (list, at) => {
      const path = join(folder, 'inventory');
      const writer = await InventoryWriter.create(path);
      for (const one of list) writer.add(one);
      await writer.finish(false);
      expect(await readAll(path, list.length)).toEqual(list);
      const place = at % (list.length + 1);
      const behind = list.slice(place + 1);
      expect(await readAll(path, list.length, list[place]?.key ?? '\u{10ffff}')).toEqual(behind);
    }),
    { numRuns: 30 },
  );
});

test('a writer that was killed goes on where a checkpoint knows it to be, as often as it is killed', async () => {
  const folder = await tempFolder();
  const cuts = fc.array(fc.record({ known: fc.nat(), further: fc.nat({ max: 60 }) }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(entries, cuts, async (list, kills) => {
      const path = join(folder, 'inventory');
      let writer = await InventoryWriter.create(path);
      let done = 0;
      for (const { known, further } of kills) {
        // A checkpoint knows of `known` of them; when it is made durable, some more have been added.
        const position = done + (known % (list.length - done + 1));
        const last = Math.min(list.length, position + further);
        for (const one of list.slice(done, last)) writer.add(one);
        await writer.flush();
        await writer.close();
        ({ writer } = await resumeInventory(path, position, list[position - 1]?.key ?? null));
        // Killed again before anything was written: nothing of the checkpoint is gone.
        await writer.close();
        expect(await readAll(path, position)).toEqual(list.slice(0, position));
        ({ writer } = await resumeInventory(path, position, list[position - 1]?.key ?? null));
        done = position;
      }
      for (const one of list.slice(done)) writer.add(one);
      await writer.finish(false);
      expect(await readAll(path, list.length)).toEqual(list);
    }),
    { numRuns: 30 },
  );
});

test('a record of an ordinary key takes less than 60 bytes, over many blocks', async () => {
  const path = join(await tempFolder(), 'inventory');
  const writer = await InventoryWriter.create(path);
  for (let n = 0; n < 20_000; n++) {
    writer.add({
      key: `logs/2026/11/21/host-${n % 7}/part-${String(n).padStart(9, '0')}.json.gz`,
      etag: n.toString(16).padStart(32, '0'),
      size: n * 1000,
      lastModifiedMs: 1_795_000_000_000 + n,
      versionId: null,
      isDeleteMarker: false,
      isHidden: false,
      isTaken: false,
    });
  }
  await writer.finish(true);
  expect((await stat(path)).size / 20_000).toBeLessThan(60);
  expect((await readAll(path, 20_000)).length).toBe(20_000);
});

test.each([
  ['a byte that has changed', async (path: string) => overwrite(path, 60), 'is damaged'],
  [
    'a head that has changed',
    async (path: string) => overwrite(path, 3),
    'is not one of this version of flowrun',
  ],
  ['a file that is too short', async (path: string) => truncate(path, 70), 'ends after 0 of 3 records'],
])('%s is noticed', async (_name, spoil, message) => {
  const path = join(await tempFolder(), 'inventory');
  const writer = await InventoryWriter.create(path);
  const some = {
    etag: 'x',
    size: 1,
    lastModifiedMs: 1,
    versionId: null,
    isDeleteMarker: false,
    isHidden: false,
    isTaken: false,
  };
  for (const key of ['a', 'b', 'c']) writer.add({ ...some, key: key.repeat(30) });
  await writer.finish(false);
  await spoil(path);
  await expect(readAll(path, 3)).rejects.toThrow(message);
});

async function overwrite(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(Buffer.from([0xff]), 0, 1, at);
  await file.close();
}

async function truncate(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.truncate(bytes);
  await file.close();
}
