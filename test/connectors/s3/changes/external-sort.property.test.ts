import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLines } from '../../../../src/connectors/s3/changes/inventory/line-file.ts';
import { ExternalSort } from '../../../../src/connectors/s3/changes/timed/external-sort.ts';
import { tempFolder } from '../../../kit/temp-folder.ts';

test('gives the records in order, however few are held and merged at once, and leaves one file', async () => {
  const settings = fc.record({
    values: fc.array(fc.tuple(fc.nat({ max: 20 }), fc.string({ unit: 'binary' })), { maxLength: 300 }),
    maxHeld: fc.integer({ min: 1, max: 40 }),
    maxMerged: fc.integer({ min: 2, max: 5 }),
    isDurable: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(settings, async ({ values, isDurable, ...limits }) => {
      const folder = await tempFolder();
      const path = join(folder, 'sorted');
      const compare = ([a]: readonly [number, string], [b]: readonly [number, string]): number => a - b;
      const sort = new ExternalSort({ path, compare, ...limits });
      for (const value of values) {
        sort.add(value);
        await sort.relieve();
      }
      await sort.finish(isDurable);
      expect(await readdir(folder)).toEqual(values.length === 0 ? [] : ['sorted']);
      const sorted: unknown[] = [];
      for await (const { records } of readLines(path, { from: 0, to: values.length }))
        sorted.push(...records);
      const byNumber = (given: readonly unknown[]): unknown => given.map((each) => (each as [number])[0]);
      expect(byNumber(sorted)).toEqual(byNumber([...values].sort(compare)));
      expect(sorted.map(String).sort()).toEqual(values.map(String).sort());
    }),
    { numRuns: 60 },
  );
});
