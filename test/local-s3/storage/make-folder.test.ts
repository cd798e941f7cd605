import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startLocalS3 } from '../../../src/local-s3/index.ts';
import { makeFolder, plainFolderError } from '../../../src/local-s3/storage/make-folder.ts';
import { temporaryFolder } from '../kit.ts';

test('makes what is missing, and nothing when all is there', async () => {
  const path = join(await temporaryFolder(), 'a', 'b', 'c');
  makeFolder(path);
  makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

test('a file in the way', async () => {
  const dir = await temporaryFolder();
  writeFileSync(join(dir, 'file'), '');
  const path = join(dir, 'file', 'below', 'it');
  expect(() => makeFolder(path)).toThrow(`a part of the path is a file (ENOTDIR, ${path})`);
});

test('a link to nowhere in the way', async () => {
  const dir = await temporaryFolder();
  symlinkSync(join(dir, 'nowhere'), join(dir, 'link'));
  const path = join(dir, 'link');
  expect(() => makeFolder(path)).toThrow(`there is a file where the folder should be (EEXIST, ${path})`);
});

// Node's own mkdir never returns from this one.
test.runIf(existsSync('/proc/self'))('a file system that takes no folders', async () => {
  const starting = startLocalS3({ dir: '/proc/nope/s3' });
  await expect(starting).rejects.toThrow(/^no folder can be made there \(ENOENT, \/proc\/nope\/s3/);
});

test.each([
  ['EROFS', 'the file system is read-only (EROFS, /x)'],
  ['EACCES', 'the permission to write there is missing (EACCES, /x)'],
  ['ENOSPC', 'no space is left on the disk (ENOSPC, /x)'],
])('%s', (code, message) => {
  expect(plainFolderError(Object.assign(new Error('no'), { code }), '/x')).toMatchObject({ message });
});

test('an error of another kind stays what it is', () => {
  const error = new Error('served by another process');
  expect(plainFolderError(error, '/x')).toBe(error);
});
