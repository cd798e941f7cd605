import { appendFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeAfterWork } from '../../../../src/connectors/s3/changes/after/describe.ts';
import { FailedObjects } from '../../../../src/connectors/s3/changes/after/failed.ts';
import { TakenJournal } from '../../../../src/connectors/s3/changes/after/journal.ts';
import type { TakenObject } from '../../../../src/connectors/s3/changes/after/journal.ts';
import { movedKey, parseMoveTarget } from '../../../../src/connectors/s3/changes/after/move-target.ts';
import { changesSettings } from '../../../../src/connectors/s3/changes/settings.ts';
import { tempFolder } from '../../../kit/temp-folder.ts';

describe('where objects are moved to', () => {
  const object = { key: 'in/a/b.json', lastModifiedMs: Date.UTC(2026, 10, 21) };

  test.each([
    ['done/', null, 'done/in/a/b.json'],
    ['done/{name}', null, 'done/a/b.json'],
    ['done/{date}/{key}.old', null, 'done/2026-11-21/in/a/b.json.old'],
    ['done/{date}/', null, 'done/2026-11-21/in/a/b.json'],
    ['s3://archive', 'archive', 'in/a/b.json'],
    ['s3://archive/', 'archive', 'in/a/b.json'],
    ['s3://archive/x-', 'archive', 'x-in/a/b.json'],
    ['s3://archive/{name}', 'archive', 'a/b.json'],
  ])('%s', (text, bucket, key) => {
    const { target } = parseMoveTarget(text);
    expect(target!.bucket).toBe(bucket);
    expect(movedKey(target!, object, 'in/')).toEqual({ key });
  });

  test.each([
    ['done/{nmae}', '`{nmae}` stands for nothing: there are `{key}`, `{name}` and `{date}`'],
    ['done/{', '`{` stands for nothing: there are `{key}`, `{name}` and `{date}`'],
    ['done/../', 'has `.` or `..` as a part of its path'],
    ['{name}', 'begins with no prefix of its own, so that objects could end anywhere in the bucket'],
    ['s3://x/done/', 'a bucket name has 3 to 63 characters'],
  ])('%s is refused', (text, problem) => {
    expect(parseMoveTarget(text)).toEqual({ target: null, problem });
  });

  test.each([
    ['in/../../x', 'its key has `.` or `..` as a part of its path, which would lead out of `done/`'],
    ['in/..', 'its key has `.` or `..` as a part of its path, which would lead out of `done/`'],
    [
      `in/${'x'.repeat(1020)}`,
      expect.stringMatching(/^the key has 1028 bytes.* where it would be moved to$/) as string,
    ],
  ])('an object stays whose key cannot be there', (key, problem) => {
    const { target } = parseMoveTarget('done/');
    expect(movedKey(target!, { ...object, key }, '')).toEqual({ problem });
  });
});

describe('the settings', () => {
  const content = { bucket: 'bucket', emit: 'content' };
  const problems = (given: object): string[] =>
    changesSettings
      .safeParse(given)
      .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

  test.each([
    [
      { bucket: 'bucket', after: 'delete' },
      'after: goes with `emit = "content"`: nobody has read the object',
    ],
    [
      { ...content, after: 'delete', versions: 'all' },
      'after: goes with `versions = "latest"`: the delete marker would be another version to tell of',
    ],
    [{ ...content, after: 'move' }, 'after: needs `move_to`: where to'],
    [{ ...content, move_to: 'done/' }, 'move_to: goes with `after = "move"`'],
    [
      { ...content, after: 'move', move_to: 's3://bucket/done/' },
      'move_to: lies under the `prefix` that is watched: what is moved there would be told of again; move it elsewhere, or ' +
        'leave it out with a narrower `prefix`, a `glob` or a `regex`',
    ],
    [{ ...content, regex: '(' }, 'regex: missing closing ): `(`'],
    [{ ...content, regex: '(?=x)' }, 'regex: invalid or unsupported Perl syntax: `(?=`'],
  ])('%j', (given, problem) => {
    expect(problems(given)).toEqual([problem]);
  });

  test.each([
    { ...content, after: 'move', move_to: 's3://other/done/' },
    { ...content, after: 'move', move_to: 'done/', prefix: 'in/' },
    { ...content, after: 'move', move_to: 'done/', glob: '*.json' },
    { bucket: 'bucket', after: 'tag', versions: 'all' },
  ])('%j is fine', (given) => {
    expect(problems(given)).toEqual([]);
  });
});

describe('what is taken', () => {
  const object = (key: string): TakenObject => ({
    key,
    etag: 'e',
    size: 1,
    lastModifiedMs: 2,
    versionId: null,
  });
  const restOf = async (journal: TakenJournal, to: number): Promise<string[]> => {
    const keys: string[] = [];
    for await (const objects of journal.rest(to)) keys.push(...objects.map(({ key }) => key));
    return keys;
  };

  test('is known to the next run as far as its checkpoint says', async () => {
    const folder = await tempFolder();
    const first = await TakenJournal.open(folder, null, 1);
    for (const key of ['a', 'ä\n', 'c']) first.add(object(key));
    const { position } = first;
    first.add(object('lost'));
    await first.flush();
    await first.markDone(1);
    await first.close();
    await appendFile(join(folder, position.file), 'torn');

    const second = await TakenJournal.open(folder, position, 1);
    second.add(object('d'));
    await second.flush();
    expect(await restOf(second, 4)).toEqual(['ä\n', 'c', 'd']);
    await second.close();
  });

  test('is told to people: what waits, and what has failed', async () => {
    const folder = await tempFolder();
    expect(await describeAfterWork(folder, null)).toBeNull();
    const journal = await TakenJournal.open(folder, null, 1);
    for (const key of ['a', 'b', 'c']) journal.add(object(key));
    await journal.flush();
    const { position } = journal;
    expect(await describeAfterWork(folder, position)).toBe('3 objects wait for `after`');
    const failed = await FailedObjects.open(folder);
    await failed.add([object('a')]);
    await journal.markDone(2);
    expect(await describeAfterWork(folder, position)).toBe(
      '1 object waits for `after`; `after` has failed for 1 object, which is tried again at the next poll',
    );
    await failed.add([object('b')]);
    await journal.markDone(1);
    await journal.startAnew(2);
    await journal.close();
    expect(await describeAfterWork(folder, position)).toBe(
      '`after` has failed for 2 objects, which are tried again at the next poll',
    );
    await failed.retry(() => Promise.resolve([]));
    expect(await describeAfterWork(folder, position)).toBeNull();
  });

  test('begins a new file when all of it is done, which older checkpoints know, too', async () => {
    const folder = await tempFolder();
    const first = await TakenJournal.open(folder, null, 1);
    first.add(object('a'));
    await first.flush();
    const { position } = first;
    expect(await first.startAnew(2)).toBe(false);
    await first.markDone(1);
    expect(await first.startAnew(2)).toBe(true);
    await first.close();
    expect((await readdir(folder)).sort()).toEqual(['after-2', 'after-done']);
    const second = await TakenJournal.open(folder, position, 1);
    expect([second.done, second.position.records]).toEqual([0, 0]);
    second.add(object('b'));
    await second.flush();
    expect(await restOf(second, 1)).toEqual(['b']);
    await second.close();
  });

  test('a file that is gone or damaged is an error', async () => {
    const folder = await tempFolder();
    const journal = await TakenJournal.open(folder, null, 1);
    journal.add(object('a'));
    await journal.flush();
    await journal.close();
    await expect(TakenJournal.open(folder, { ...journal.position, records: 2 }, 1)).rejects.toThrow(
      'ends after 1 of 2 lines',
    );
    await rm(join(folder, journal.position.file));
    await expect(TakenJournal.open(folder, journal.position, 1)).rejects.toThrow('is gone');
  });

  test('what has failed is kept, and loses what succeeds', async () => {
    const folder = await tempFolder();
    const failed = await FailedObjects.open(folder);
    await failed.add([object('a'), object('b')]);
    await failed.add([object('c')]);
    const again = await FailedObjects.open(folder);
    expect(again.count).toBe(3);
    await again.retry(async (objects) => objects.filter(({ key }) => key !== 'b'));
    const seen: string[] = [];
    const last = await FailedObjects.open(folder);
    await last.retry(async (objects) => {
      seen.push(...objects.map(({ key }) => key));
      return [];
    });
    expect([seen, last.count, await readdir(folder)]).toEqual([['a', 'c'], 0, []]);
  });
});
