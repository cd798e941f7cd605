import { expect, test } from 'vitest';
import { UploadIds } from '../../../src/local-s3/storage/upload-ids.ts';

test('the order of ids is the order in which they were given, whatever the clock does', () => {
  const ids = new UploadIds();
  const times = [1000, 1000, 1000, 2000, 1500, 2000, 2001, 0];
  const given = times.map((ms) => ids.next(ms));
  expect([...given].sort()).toEqual(given);
  expect(new Set(given.map((id) => id.length))).toEqual(new Set([48]));
});

test('two servers do not give the same id at the same time', () => {
  expect(new UploadIds().next(1000)).not.toBe(new UploadIds().next(1000));
});
