import '../../../kit/seed.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entryOf } from '../../../../src/connectors/s3/changes/change.ts';
import type { InventoryEntry, ListedObject } from '../../../../src/connectors/s3/changes/change.ts';
import { compareKeys } from '../../../../src/connectors/s3/changes/key-order.ts';
import { mergeByKey } from '../../../../src/connectors/s3/changes/merge.ts';
import { judgeLatest } from '../../../../src/connectors/s3/changes/verdict.ts';
import type { Judge } from '../../../../src/connectors/s3/changes/verdict.ts';

function objectOf(key: string, etag: string): ListedObject {
  const rest = { size: 1, lastModifiedMs: 0, storageClass: null, versionId: null, owner: null };
  return { key, etag, isDeleteMarker: false, ...rest };
}

async function* pagesOf<T>(items: readonly T[], size: number): AsyncGenerator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

const OPEN: Judge = { isTooYoung: () => false, isHidden: () => false, isOld: () => false, deletes: true };

const bucket = fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 3 }), fc.constantFrom('1', '2'));

function sorted(state: Readonly<Record<string, string>>): ListedObject[] {
  const objects = Object.entries(state).map(([key, etag]) => objectOf(key, etag));
  return objects.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
}

test('the join tells the difference of two states of a bucket, whatever the pages', async () => {
  const size = fc.integer({ min: 1, max: 5 });
  await fc.assert(
    fc.asyncProperty(bucket, bucket, size, size, async (before, now, left, right) => {
      const seen: InventoryEntry[] = sorted(before).map((object) => entryOf(object));
      const told: string[] = [];
      const kept: string[] = [];
      for await (const pairs of mergeByKey(pagesOf(sorted(now), left), pagesOf(seen, right), true)) {
        for (const pair of pairs) {
          const { change, after } = judgeLatest(pair, OPEN);
          if (change !== null) told.push(`${change.action} ${pair.key}`);
          if (after !== null) kept.push(`${after.key} ${after.etag}`);
        }
      }
      const has = (state: object, key: string): boolean => Object.hasOwn(state, key);
      const expected = [...new Set([...Object.keys(before), ...Object.keys(now)])]
        .sort(compareKeys)
        .flatMap((key) => {
          if (!has(now, key)) return [`delete ${key}`];
          if (!has(before, key)) return [`create ${key}`];
          return before[key] === now[key] ? [] : [`update ${key}`];
        });
      expect(told).toEqual(expected);
      expect(kept).toEqual(sorted(now).map(({ key, etag }) => `${key} ${etag}`));
    }),
    { numRuns: 200 },
  );
});

test('keys that come more than once are joined as a group, also across pages', async () => {
  const times = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 6 });
  const size = fc.integer({ min: 1, max: 5 });
  await fc.assert(
    fc.asyncProperty(times, times, size, async (left, right, pageSize) => {
      const many = (counts: readonly number[]): ListedObject[] =>
        counts.flatMap((count, at) => Array.from({ length: count }, (_, n) => objectOf(`k${at}`, String(n))));
      const seen = many(right).map((object) => entryOf(object));
      const groups: string[] = [];
      for await (const pairs of mergeByKey(pagesOf(many(left), pageSize), pagesOf(seen, pageSize), false)) {
        for (const { key, listed, seen } of pairs) groups.push(`${key} ${listed.length} ${seen.length}`);
      }
      const length = Math.max(left.length, right.length);
      const expected = Array.from({ length }, (_, at) => [at, left[at] ?? 0, right[at] ?? 0] as const)
        .filter(([, a, b]) => a + b > 0)
        .map(([at, a, b]) => `k${at} ${a} ${b}`);
      expect(groups).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

describe('the order of keys', () => {
  test('is that of their UTF-8 bytes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 6 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});
