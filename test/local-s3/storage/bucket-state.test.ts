import { expect, test } from 'vitest';
import { BucketState } from '../../../src/local-s3/storage/bucket-state.ts';
import { objectByHand } from '../../../src/local-s3/storage/by-hand.ts';
import type { JournalRecord, StoredObject } from '../../../src/local-s3/storage/records.ts';

const OBJECT: StoredObject = {
  key: 'a',
  dataId: 'd1',
  size: 1,
  mtimeMs: 1,
  etag: 'e-1',
  modifiedMs: 1,
  headers: {},
  storageClass: 'STANDARD',
};

/** What is left of these records after the journal was written anew and read again. */
function compacted(records: readonly JournalRecord[]): BucketState {
  const before = new BucketState(0);
  for (const record of records) before.apply(record);
  const after = new BucketState(0);
  for (const record of before.snapshot()) after.apply(record);
  return after;
}

test('an object that was tagged is still what its upload became', () => {
  const state = compacted([
    { kind: 'put', object: OBJECT, uploadId: 'u' },
    { kind: 'put', object: { ...OBJECT, tagging: 'a=1' } },
  ]);
  expect(state.objects.get('a')?.tagging).toBe('a=1');
  expect(state.completed.get('u')?.key).toBe('a');
});

test('an upload whose object was overwritten is forgotten', () => {
  const state = compacted([
    { kind: 'put', object: OBJECT, uploadId: 'u' },
    { kind: 'put', object: { ...OBJECT, dataId: 'd2' } },
  ]);
  expect(state.completed.size).toBe(0);
});

test('of a file put there by hand nothing is kept but its tags', () => {
  const stamp = { size: 1, mtimeMs: 1 };
  const state = compacted([
    { kind: 'put', object: objectByHand('plain', stamp) },
    { kind: 'put', object: { ...objectByHand('tagged', stamp), tagging: 'a=1' } },
  ]);
  expect([...state.objects.keys()]).toEqual(['tagged']);
});
