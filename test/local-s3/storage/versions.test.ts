import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { appendFile, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Bucket } from '../../../src/local-s3/storage/bucket.ts';
import { BucketState } from '../../../src/local-s3/storage/bucket-state.ts';
import { isObject, versionIdOf } from '../../../src/local-s3/storage/records.ts';
import type { StoredVersion, VersioningStatus } from '../../../src/local-s3/storage/records.ts';
import { Storage } from '../../../src/local-s3/storage/storage.ts';
import { BUCKET, temporaryFolder } from '../kit.ts';

interface Opened {
  readonly bucket: Bucket;
  /** Otherwise it is closed after the test. */
  readonly close: () => Promise<void>;
}

/** In a folder, which comes and goes with it. */
const KEY = 'dir/a';

async function openBucket(dir: string, versioning?: VersioningStatus): Promise<Opened> {
  const storage = await Storage.open(dir, false);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await storage.close();
    isOpen = false;
  };
  onTestFinished(close);
  await storage.createBucket(BUCKET);
  const bucket = storage.bucket(BUCKET)!;
  if (versioning !== undefined) await bucket.setVersioning(versioning);
  return { bucket, close };
}

async function put(bucket: Bucket, key: string, text: string): Promise<string> {
  const file = bucket.stage();
  await file.write(Buffer.from(text));
  const stamp = await file.finish(false);
  const facts = { dataId: file.dataId, etag: 'e', modifiedMs: 0, headers: {}, storageClass: 'STANDARD' };
  return versionIdOf(await bucket.put({ ...facts, ...stamp, key }));
}

function read(bucket: Bucket, key: string, versionId?: string): string {
  const opened = bucket.open(key, versionId);
  if (opened === undefined) return 'nothing';
  try {
    return readFileSync(opened.fd, 'utf8');
  } finally {
    closeSync(opened.fd);
  }
}

/** The versions of a key as `id=bytes`, newest first; a delete marker has no bytes. */
function history(bucket: Bucket, key = KEY): string[] {
  return [...bucket.state.versions.newestFirst(key)].map((version) => {
    const id = versionIdOf(version);
    return isObject(version) ? `${id}=${read(bucket, key, id)}` : id;
  });
}

/** Every file of the bucket by its path, with what is in it. */
function filesIn(dir: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const folder of [BUCKET, dataFolder('')]) {
    for (const entry of readdirSync(join(dir, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) files[path.slice(dir.length + 1)] = readFileSync(path, 'utf8');
    }
  }
  return files;
}

function dataFolder(dir: string): string {
  return join(dir, '.local-s3', BUCKET, 'data');
}

function fileOf(dir: string, key: string): string | undefined {
  const path = join(dir, BUCKET, key);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

test('the current version lies in its place, the older ones out of sight', async () => {
  const dir = await temporaryFolder();
  const { bucket } = await openBucket(dir);
  await put(bucket, 'dir/a', 'before');
  await bucket.setVersioning('Enabled');
  const first = await put(bucket, 'dir/a', 'one');
  const second = await put(bucket, 'dir/a', 'two');
  expect(fileOf(dir, 'dir/a')).toBe('two');
  expect(Object.values(filesIn(dir)).sort()).toEqual(['before', 'one', 'two']);
  const marker = await bucket.remove('dir/a');
  expect(readdirSync(join(dir, BUCKET))).toEqual([]);
  await bucket.remove('dir/a', versionIdOf(marker!));
  expect(fileOf(dir, 'dir/a')).toBe('two');
  await bucket.remove('dir/a', second);
  expect(fileOf(dir, 'dir/a')).toBe('one');
  await bucket.remove('dir/a', 'null');
  await bucket.remove('dir/a', first);
  expect([filesIn(dir), readdirSync(join(dir, BUCKET))]).toEqual([{}, []]);
});

test('keys that no folder can have together have versions nevertheless', async () => {
  const dir = await temporaryFolder();
  const first = await openBucket(dir, 'Enabled');
  const expected = new Map<string, string[]>();
  for (const key of ['a', 'a/b', 'n'.repeat(1024)]) {
    const ids = [await put(first.bucket, key, 'one'), await put(first.bucket, key, 'two')];
    const marker = versionIdOf((await first.bucket.remove(key))!);
    expected.set(key, [marker, `${ids[1]}=two`, `${ids[0]}=one`]);
  }
  for (const [key, versions] of expected) {
    await first.bucket.remove(key, versions.shift());
    expect(read(first.bucket, key)).toBe('two');
  }
  await first.close();
  const { bucket } = await openBucket(dir);
  for (const [key, versions] of expected) expect(history(bucket, key)).toEqual(versions);
});

/** Puts, deletes and deletes by id, as a list that can be read: `put text`, `hide`, `remove n` (the nth of the history). */
async function perform(bucket: Bucket, steps: readonly string[]): Promise<void> {
  for (const step of steps) {
    const [name, argument = ''] = step.split(' ');
    const versions = [...bucket.state.versions.newestFirst(KEY)];
    if (name === 'put') await put(bucket, KEY, argument);
    else if (name === 'hide') await bucket.remove(KEY);
    else if (name === 'remove') await bucket.remove(KEY, versionIdOf(versions[Number(argument)]!));
    else await bucket.setVersioning(name as VersioningStatus);
  }
}

test('everything is there after a restart, in the same order', async () => {
  const dir = await temporaryFolder();
  const first = await openBucket(dir);
  await perform(first.bucket, [
    'put before',
    'Enabled',
    'put one',
    'hide',
    'put two',
    'Suspended',
    'put three',
  ]);
  await perform(first.bucket, ['Enabled', 'put four', 'hide', 'remove 4']);
  const before = [history(first.bucket), filesIn(dir)];
  await first.close();
  const { bucket } = await openBucket(dir);
  expect([history(bucket), filesIn(dir), bucket.state.versioning]).toEqual([...before, 'Enabled']);
  const bytes = history(bucket).map((version) => version.split('=')[1]);
  expect(bytes).toEqual([undefined, 'four', 'three', 'two', 'one']);
});

test('ids go on where they were, also when the newest are gone', async () => {
  const dir = await temporaryFolder();
  const first = await openBucket(dir, 'Enabled');
  const ids = [await put(first.bucket, KEY, 'one'), await put(first.bucket, KEY, 'two')];
  await first.bucket.remove(KEY, ids[1]);
  await first.close();
  const { bucket } = await openBucket(dir);
  ids.push(await put(bucket, KEY, 'three'));
  expect(new Set(ids).size).toBe(3);
  expect(history(bucket)).toEqual([`${ids[2]}=three`, `${ids[0]}=one`]);
});

test('a bucket that never had versions stays readable for flowruns that know none', async () => {
  const dir = await temporaryFolder();
  const { bucket } = await openBucket(dir);
  await perform(bucket, ['put one', 'put two', 'hide']);
  const journal = (): string => readFileSync(join(dir, '.local-s3', BUCKET, 'journal'), 'utf8');
  expect(journal()).toContain('"format":1');
  expect(journal()).not.toMatch(/"format":2|"marker"|"versionId"/);
  await bucket.setVersioning('Suspended');
  expect(journal()).toContain('"format":2');
});

test('a journal that is written anew says the same', async () => {
  const { bucket } = await openBucket(await temporaryFolder(), 'Enabled');
  await perform(bucket, ['put one', 'Suspended', 'put two', 'Enabled', 'put three', 'hide', 'put four']);
  await put(bucket, 'b', 'x');
  await put(bucket, 'c', 'x');
  await bucket.remove('c');
  const before = bucket.state as BucketState;
  const records = [...before.snapshot()];
  expect(records).toHaveLength(before.liveRecords());
  const after = new BucketState(0);
  for (const record of records) after.apply(record);
  const all = ({ versions }: BucketState): StoredVersion[] =>
    [KEY, 'b', 'c'].flatMap((key) => [...versions.newestFirst(key)]);
  expect(all(after)).toEqual(all(before));
  expect([after.versioning, after.versions.size, [...after.objects.keys()]]).toEqual([
    'Enabled',
    8,
    ['b', KEY],
  ]);
});

test.each<[string, readonly string[], string]>([
  ['a put', ['put one'], 'put two'],
  ['a put beside older versions', ['put one', 'put two'], 'put three'],
  ['a put over a delete marker', ['put one', 'hide'], 'put two'],
  ['a put that replaces the null version', ['Suspended', 'put one'], 'put two'],
  [
    'a put that replaces an older null version',
    ['Suspended', 'put one', 'Enabled', 'put two', 'Suspended'],
    'put three',
  ],
  ['a delete', ['put one', 'put two'], 'hide'],
  ['a delete that replaces the null version', ['Suspended', 'put one'], 'hide'],
  [
    'a delete that replaces an older null version',
    ['Suspended', 'put one', 'Enabled', 'put two', 'Suspended'],
    'hide',
  ],
  ['a delete of the only version', ['put one'], 'remove 0'],
  ['a delete of the current version', ['put one', 'put two'], 'remove 0'],
  ['a delete of the current version over a delete marker', ['put one', 'hide', 'put two'], 'remove 0'],
  ['a delete of an older version', ['put one', 'put two'], 'remove 1'],
  ['a delete of a delete marker', ['put one', 'hide'], 'remove 0'],
])('%s is finished by the next start, wherever it was cut off', async (_, steps, last) => {
  const dir = await temporaryFolder();
  const before = join(dir, 'before');
  const after = join(dir, 'after');
  const first = await openBucket(before, 'Enabled');
  await perform(first.bucket, steps);
  const current = first.bucket.state.objects.get(KEY);
  await first.close();
  copyFolder(before, after);
  const second = await openBucket(after);
  await perform(second.bucket, [last]);
  const expected = [history(second.bucket), filesIn(after)];
  const next = second.bucket.state.objects.get(KEY);
  await second.close();

  // What is renamed and removed when the record is durable, one after another: the crash comes before any of them.
  const place = join(BUCKET, KEY);
  const moves: (readonly [from: string, to: string])[] = [];
  if (current !== undefined && next !== current) moves.push([place, join(dataFolder(''), current.dataId)]);
  if (next !== undefined) moves.push([join(dataFolder(''), next.dataId), place]);
  for (let done = 0; done <= moves.length; done++) {
    const crashed = join(dir, `crashed ${done}`);
    copyFolder(before, crashed);
    copyFile(after, crashed, join('.local-s3', BUCKET, 'journal'));
    const isPut = next !== undefined && !existsSync(join(before, dataFolder(''), next.dataId));
    if (isPut && last.startsWith('put')) copyFile(after, crashed, place, join(dataFolder(''), next.dataId));
    for (const [from, to] of moves.slice(0, done)) {
      mkdirSync(join(crashed, to, '..'), { recursive: true });
      if (existsSync(join(crashed, from))) renameSync(join(crashed, from), join(crashed, to));
    }
    const { bucket, close } = await openBucket(crashed);
    expect([history(bucket), filesIn(crashed)]).toEqual(expected);
    for (const version of [...bucket.state.versions.newestFirst(KEY)])
      await bucket.remove(KEY, versionIdOf(version));
    expect(await bucket.delete()).toBe(true);
    await close();
  }
});

/** With times to the nanosecond, by which files are known again. */
function copyFolder(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}

function copyFile(from: string, to: string, path: string, target = path): void {
  execFileSync('cp', ['-a', join(from, path), join(to, target)]);
}

test('a file that a user edits is the current version with other bytes', async () => {
  const dir = await temporaryFolder();
  const first = await openBucket(dir, 'Enabled');
  const ids = [await put(first.bucket, KEY, 'one'), await put(first.bucket, KEY, 'two')];
  await edit(dir, KEY, ' edited');
  expect(history(first.bucket)).toEqual([`${ids[1]}=two edited`, `${ids[0]}=one`]);
  // It becomes an older version as it is now.
  ids.push(await put(first.bucket, KEY, 'three'));
  await edit(dir, KEY, ' edited');
  ids.push(versionIdOf((await first.bucket.remove(KEY))!));
  const expected = [ids[3], `${ids[2]}=three edited`, `${ids[1]}=two edited`, `${ids[0]}=one`];
  expect(history(first.bucket)).toEqual(expected);
  await first.close();
  const { bucket } = await openBucket(dir);
  expect(history(bucket)).toEqual(expected);
});

async function edit(dir: string, key: string, text: string): Promise<void> {
  await appendFile(join(dir, BUCKET, key), text);
  await utimes(join(dir, BUCKET, key), 1e9, 1e9);
}

test('a file that a user removes is a deleted object, and no older version comes back', async () => {
  const dir = await temporaryFolder();
  const first = await openBucket(dir, 'Enabled');
  const ids = [await put(first.bucket, KEY, 'one'), await put(first.bucket, KEY, 'two')];
  await put(first.bucket, 'b', 'only');
  for (const key of [KEY, 'b']) rmSync(join(dir, BUCKET, key));
  expect([read(first.bucket, KEY), read(first.bucket, 'b')]).toEqual(['nothing', 'nothing']);
  // The version has become a delete marker; of a key with no other version, nothing is left.
  const expected = [ids[1], `${ids[0]}=one`];
  expect([history(first.bucket), history(first.bucket, 'b')]).toEqual([expected, []]);
  await first.close();
  const second = await openBucket(dir);
  expect([history(second.bucket), history(second.bucket, 'b')]).toEqual([expected, []]);
  ids.push(await put(second.bucket, KEY, 'three'));
  await second.close();
  const third = await openBucket(dir);
  expect(history(third.bucket)).toEqual([`${ids[2]}=three`, ...expected]);
  await third.bucket.remove(KEY, ids[2]);
  await third.bucket.remove(KEY, ids[1]);
  expect([history(third.bucket), fileOf(dir, KEY)]).toEqual([[`${ids[0]}=one`], 'one']);
});

test('a file that a user puts is a null version, and is kept like any other', async () => {
  const dir = await temporaryFolder();
  const first = await openBucket(dir, 'Enabled');
  const id = await put(first.bucket, KEY, 'one');
  const marker = versionIdOf((await first.bucket.remove(KEY))!);
  await first.close();
  await mkdir(join(dir, BUCKET, 'dir'));
  await writeFile(join(dir, BUCKET, KEY), 'by hand');
  await mkdir(join(dir, BUCKET, 'sub'));
  await writeFile(join(dir, BUCKET, 'sub/b'), 'by hand, too');
  for (let start = 0; start < 2; start++) {
    const { bucket, close } = await openBucket(dir);
    expect(history(bucket)).toEqual(['null=by hand', marker, `${id}=one`]);
    expect(history(bucket, 'sub/b')).toEqual(['null=by hand, too']);
    await close();
  }
  const last = await openBucket(dir);
  const second = await put(last.bucket, KEY, 'two');
  await last.bucket.remove('sub/b');
  const expected = [`${second}=two`, 'null=by hand', marker, `${id}=one`];
  expect([history(last.bucket), history(last.bucket, 'sub/b')[1]]).toEqual([expected, 'null=by hand, too']);
  await last.close();
  const { bucket } = await openBucket(dir);
  expect([history(bucket), history(bucket, 'sub/b')[1]]).toEqual([expected, 'null=by hand, too']);
});

test('a file that a user puts replaces the null version', async () => {
  const dir = await temporaryFolder();
  const first = await openBucket(dir);
  await perform(first.bucket, ['put before', 'Enabled', 'put one', 'hide']);
  const [marker, one] = history(first.bucket);
  await first.close();
  await mkdir(join(dir, BUCKET, 'dir'));
  await writeFile(join(dir, BUCKET, KEY), 'by hand');
  for (let start = 0; start < 2; start++) {
    const { bucket, close } = await openBucket(dir);
    expect(history(bucket)).toEqual(['null=by hand', marker, one]);
    expect(Object.values(filesIn(dir)).sort()).toEqual(['by hand', 'one']);
    await close();
  }
});

test('bytes of an older version that are gone are a version that is gone', async () => {
  const dir = await temporaryFolder();
  const first = await openBucket(dir, 'Enabled');
  await perform(first.bucket, ['put one', 'put two', 'put three', 'put four']);
  const [four, three, two, one] = history(first.bucket);
  const lost = first.bucket.current(KEY, three!.split('=')[0])!;
  await rm(join(dataFolder(dir), lost.dataId));
  expect(read(first.bucket, KEY, versionIdOf(lost))).toBe('nothing');
  expect(history(first.bucket)).toEqual([four, two, one]);
  await first.close();
  const { bucket } = await openBucket(dir);
  expect(history(bucket)).toEqual([four, two, one]);
});

test('bytes that are gone of keys that have no path are gone, too', async () => {
  const dir = await temporaryFolder();
  const first = await openBucket(dir, 'Enabled');
  const key = 'n'.repeat(1024);
  for (const text of ['one', 'two']) await put(first.bucket, key, text);
  await first.close();
  for (const name of readdirSync(dataFolder(dir))) rmSync(join(dataFolder(dir), name));
  const { bucket } = await openBucket(dir);
  expect([history(bucket, key), bucket.state.versions.size]).toEqual([[], 0]);
});

test('what is said about an older version changes without moving it', async () => {
  const dir = await temporaryFolder();
  const first = await openBucket(dir);
  await perform(first.bucket, ['put before', 'Enabled', 'put one', 'put two']);
  const before = [history(first.bucket), filesIn(dir)];
  for (const version of [...first.bucket.state.versions.newestFirst(KEY)].filter(isObject)) {
    await first.bucket.describe({ ...version, tagging: `id=${versionIdOf(version)}` });
  }
  expect([history(first.bucket), filesIn(dir)]).toEqual(before);
  await first.close();
  const { bucket } = await openBucket(dir);
  expect([history(bucket), filesIn(dir)]).toEqual(before);
  for (const version of [...bucket.state.versions.newestFirst(KEY)].filter(isObject)) {
    expect(version.tagging).toBe(`id=${versionIdOf(version)}`);
  }
});
