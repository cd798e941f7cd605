import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredVersion } from '../../../src/local-s3/storage/records.ts';
import { newVersionId } from '../../../src/local-s3/storage/version-id.ts';
import { VersionList } from '../../../src/local-s3/storage/version-list.ts';

type Step =
  | { readonly kind: 'add'; readonly isNull: boolean }
  | { readonly kind: 'replace' | 'remove'; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), isNull: fc.boolean() }) },
  fc.record({ kind: fc.constantFrom('replace' as const, 'remove' as const), which: fc.nat(20) }),
);

test('is what an array of versions would be, wherever the null version is', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const list = new VersionList();
      /** Oldest first. */
      let model: StoredVersion[] = [];
      const seen = ['null'];
      for (const [modifiedMs, next] of steps.entries()) {
        if (next.kind === 'add') {
          const versionId = next.isNull ? undefined : newVersionId(modifiedMs);
          const version = { key: 'a', modifiedMs, ...(versionId !== undefined && { versionId }) };
          if (versionId !== undefined) seen.push(versionId);
          list.add(version);
          model = [...model.filter((other) => other.versionId !== versionId), version];
        } else {
          const id = seen[next.which % seen.length]!;
          const found = model.find((version) => idOf(version) === id);
          if (next.kind === 'remove') {
            list.remove(id);
            model = model.filter((version) => version !== found);
          } else {
            const version = { ...found, key: 'a', modifiedMs, ...(id !== 'null' && { versionId: id }) };
            expect(list.replace(version)).toBe(found !== undefined);
            model = model.map((other) => (other === found ? version : other));
          }
        }
        expect([...list.oldestFirst()]).toEqual(model);
        expect([list.size, list.newest]).toEqual([model.length, model.at(-1)]);
        for (const id of seen) {
          const index = model.findIndex((version) => idOf(version) === id);
          expect(list.find(id)).toEqual(model[index]);
          if (index !== -1) expect([...list.newestFirst(id)]).toEqual(model.slice(0, index).reverse());
        }
      }
    }),
    { numRuns: 100 },
  );
});

test('goes on after a version that is gone', () => {
  const list = new VersionList();
  const ids = [1, 2, 3, 4].map((number) => newVersionId(number));
  for (const [modifiedMs, versionId] of ids.entries()) list.add({ key: 'a', versionId, modifiedMs });
  list.remove(ids[2]!);
  expect([...list.newestFirst(ids[2])].map(idOf)).toEqual([ids[1], ids[0]]);
  // Nobody knows where it was, so nothing is left out.
  expect([...list.newestFirst('null')].map(idOf)).toEqual([ids[3], ids[1], ids[0]]);
});

function idOf({ versionId = 'null' }: StoredVersion): string {
  return versionId;
}
