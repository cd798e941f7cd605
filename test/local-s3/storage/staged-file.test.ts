import { open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { concatenate } from '../../../src/local-s3/storage/concatenate.ts';
import { StagedFile } from '../../../src/local-s3/storage/staged-file.ts';
import { someBytes, temporaryFolder } from '../kit.ts';

/** From here on bytes go into the file at once; up to it they wait in memory. */
const SMALL_BYTES = 64 * 1024;

test.each([
  ['that waits in memory', [10, 20, 30]],
  ['that just fits into memory', [SMALL_BYTES - 1, 1]],
  ['that outgrows memory', [SMALL_BYTES, 1, 2]],
  ['that never was small', [SMALL_BYTES + 1, 5]],
])('a file %s keeps its bytes when the caller uses the memory again', async (_, sizes) => {
  const folder = await temporaryFolder();
  const file = new StagedFile(folder);
  const chunks = sizes.map((size, index) => someBytes(size, index + 1));
  const memory = Buffer.alloc(Math.max(...sizes));
  for (const chunk of chunks) {
    chunk.copy(memory);
    await file.write(memory.subarray(0, chunk.length));
    memory.fill(0);
  }
  const { size } = await file.finish(false);
  const stored = await readFile(join(folder, file.dataId));
  expect(size).toBe(stored.length);
  expect(stored.equals(Buffer.concat(chunks))).toBe(true);
});

test('small files joined into one that is small, too: the buffer between them is used again', async () => {
  const folder = await temporaryFolder();
  const parts = [1, 2, 3].map((seed) => someBytes(16 * 1024, seed));
  const paths = parts.map((_, index) => join(folder, `part-${index}`));
  for (const [index, part] of parts.entries()) await writeFile(paths[index]!, part);
  const file = new StagedFile(folder);
  const seen: Buffer[] = [];
  await concatenate(paths, file, new AbortController().signal, (bytes) => seen.push(Buffer.from(bytes)));
  await file.finish(true);
  const stored = await readFile(join(folder, file.dataId));
  expect(stored.equals(Buffer.concat(parts))).toBe(true);
  expect(Buffer.concat(seen).equals(stored)).toBe(true);
});

test.each([10, SMALL_BYTES + 1])('nothing of %i discarded bytes is left', async (size) => {
  const folder = await temporaryFolder();
  const file = new StagedFile(folder);
  await file.write(someBytes(size));
  await file.discard();
  expect(await readdir(folder)).toEqual([]);
});

test('an existing file is not overwritten', async () => {
  const folder = await temporaryFolder();
  const file = new StagedFile(folder);
  await (await open(join(folder, file.dataId), 'w')).close();
  await file.write(Buffer.from('x'));
  await expect(file.finish(false)).rejects.toMatchObject({ code: 'EEXIST' });
});
