import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockFolder, unlockFolder } from '../../../src/local-s3/storage/folder-lock.ts';
import { temporaryFolder } from '../kit.ts';

/** No process has this number: it is above the largest that Linux gives. */
const NOBODY = 2 ** 22 + 1;

async function lockOf(holder: object): Promise<string> {
  const path = join(await temporaryFolder(), 'lock');
  await writeFile(path, JSON.stringify(holder));
  return path;
}

test('of several that find a lock left behind, one gets the folder', async () => {
  for (let round = 0; round < 50; round++) {
    const path = await lockOf({ pid: NOBODY, process: 'gone', started: '1' });
    const results = await Promise.allSettled([lockFolder(path), lockFolder(path)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
    expect(await readdir(join(path, '..'))).toEqual(['lock']);
    await unlockFolder(path);
  }
});

test('a process that has got the number of a dead holder does not hold the folder', async () => {
  const path = await lockOf({ pid: process.ppid, process: 'gone', started: '1' });
  await lockFolder(path);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
});

test.each([
  ['of a flowrun that did not note when it began', {}],
  ['of a system that does not tell', { started: null }],
])('the lock %s counts as long as there is such a process', async (_, time) => {
  const path = await lockOf({ pid: process.ppid, process: 'there', ...time });
  await expect(lockFolder(path)).rejects.toThrow(`served by another process (${process.ppid})`);
});
