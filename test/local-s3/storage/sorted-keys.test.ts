import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys } from '../../../src/local-s3/storage/key-order.ts';
import { SortedKeys } from '../../../src/local-s3/storage/sorted-keys.ts';

function walk(keys: SortedKeys): string[] {
  const found: string[] = [];
  for (let key = keys.firstWhere(() => true); key !== undefined; key = keys.after(key)) found.push(key);
  return found;
}

test('stays sorted whatever is added and removed', () => {
  const key = fc.string({ minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), key)), (changes) => {
      const keys = new SortedKeys();
      const model = new Set<string>();
      for (const [isAdded, changed] of changes) {
        if (!isAdded) {
          keys.remove(changed);
          model.delete(changed);
        } else if (!model.has(changed)) {
          keys.add(changed);
          model.add(changed);
        }
      }
      expect(walk(keys)).toEqual([...model].sort(compareKeys));
    }),
  );
});

test('works across many chunks, and down to nothing', () => {
  const keys = new SortedKeys();
  const all = Array.from({ length: 10_000 }, (_, index) => `${(index * 7919) % 10_000}`.padStart(5, '0'));
  for (const key of all) keys.add(key);
  const sorted = [...all].sort();
  expect(walk(keys)).toEqual(sorted);
  expect(keys.after('04999')).toBe('05000');
  expect(keys.firstWhere((key) => key >= '0500a')).toBe('05010');
  expect(keys.after('09999')).toBeUndefined();
  for (const key of sorted.slice(1)) keys.remove(key);
  expect(walk(keys)).toEqual(['00000']);
  keys.remove('00000');
  keys.remove('00000');
  expect(walk(keys)).toEqual([]);
});
