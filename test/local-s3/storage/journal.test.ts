import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Journal } from '../../../src/local-s3/storage/journal.ts';
import type { JournalRecord } from '../../../src/local-s3/storage/records.ts';
import { temporaryFolder } from '../kit.ts';

/** A journal whose records are aborts, the newest of each upload id being in effect. */
async function openJournal(dir: string): Promise<{ journal: Journal; inEffect: Map<string, JournalRecord> }> {
  const inEffect = new Map<string, JournalRecord>();
  const apply = (record: JournalRecord): void => {
    if (record.kind === 'abort') inEffect.set(record.uploadId, record);
  };
  await mkdir(join(dir, 'data'), { recursive: true });
  const journal = await Journal.open({
    path: join(dir, 'journal'),
    dataFolder: join(dir, 'data'),
    fsync: true,
    replay: (records) => records.forEach(apply),
    apply,
    liveRecords: () => inEffect.size,
    snapshot: () => inEffect.values(),
  });
  return { journal, inEffect };
}

function record(uploadId: string): JournalRecord {
  return { kind: 'abort', uploadId };
}

test('what was appended is applied in order, and there after opening again', async () => {
  const dir = await temporaryFolder();
  const first = await openJournal(dir);
  await Promise.all(['a', 'b', 'ü'].map((id) => first.journal.append(record(id))));
  expect([...first.inEffect.keys()]).toEqual(['a', 'b', 'ü']);
  await first.journal.append(record('c'));
  await first.journal.close();
  const second = await openJournal(dir);
  expect([...second.inEffect.keys()]).toEqual(['a', 'b', 'ü', 'c']);
  await second.journal.close();
});

test('a line that a crash cut off never was, and the next one is whole', async () => {
  const dir = await temporaryFolder();
  const first = await openJournal(dir);
  await first.journal.append(record('a'));
  await first.journal.append(record('b'));
  await first.journal.close();
  const text = await readFile(join(dir, 'journal'), 'utf8');
  await writeFile(join(dir, 'journal'), text.slice(0, -5));
  const second = await openJournal(dir);
  expect([...second.inEffect.keys()]).toEqual(['a']);
  await second.journal.append(record('c'));
  await second.journal.close();
  const third = await openJournal(dir);
  expect([...third.inEffect.keys()]).toEqual(['a', 'c']);
  await third.journal.close();
  expect(await readdir(dir)).toEqual(['data', 'journal']);
});

test('a damaged line costs one record, and the damaged journal is kept', async () => {
  const dir = await temporaryFolder();
  const first = await openJournal(dir);
  for (const id of ['a', 'b', 'c']) await first.journal.append(record(id));
  await first.journal.close();
  const damaged = (await readFile(join(dir, 'journal'), 'utf8')).replace('"b"', '"x"');
  await writeFile(join(dir, 'journal'), damaged);
  const second = await openJournal(dir);
  expect([...second.inEffect.keys()]).toEqual(['a', 'c']);
  await second.journal.close();
  expect(await readFile(join(dir, 'journal.damaged'), 'utf8')).toBe(damaged);
  expect((await readFile(join(dir, 'journal'), 'utf8')).split('\n')).toHaveLength(3);
});

test('a record that cannot be applied is refused, the others are not', async () => {
  const dir = await temporaryFolder();
  const options = { path: join(dir, 'journal'), dataFolder: dir, fsync: false };
  const journal = await Journal.open({
    ...options,
    replay: () => {},
    apply: (given) => {
      if (given.kind === 'abort' && given.uploadId === 'bad') throw new Error('refused');
    },
    liveRecords: () => 0,
    snapshot: () => [],
  });
  const results = await Promise.allSettled(['a', 'bad', 'b'].map((id) => journal.append(record(id))));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  await journal.close();
});

test('does not grow for ever', async () => {
  const dir = await temporaryFolder();
  const first = await openJournal(dir);
  for (let round = 0; round < 5; round++) {
    const appends = Array.from({ length: 9000 }, (_, i) => first.journal.append(record(`${i % 10}`)));
    await Promise.all(appends);
  }
  expect((await stat(join(dir, 'journal'))).size).toBeLessThan(20_000 * 50);
  await first.journal.append(record('last'));
  await first.journal.close();
  const second = await openJournal(dir);
  expect(second.inEffect.size).toBe(11);
  await second.journal.close();
});
