import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Histogram } from '../../../src/connectors/bench/histogram.ts';

test('every percentile is that of the sorted values, up to the significant figures', () => {
  const values = fc.array(fc.oneof(fc.nat(5_000), fc.nat(2 ** 31), fc.maxSafeNat()), { minLength: 1 });
  fc.assert(
    fc.property(
      values,
      fc.integer({ min: 1, max: 4 }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      (given, figures, percent) => {
        const all = given.map((value) => value % 2 ** 42);
        const histogram = new Histogram(figures);
        for (const value of all) histogram.record(value, 1);
        const sorted = all.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil((percent * all.length) / 100)) - 1]!;
        const found = histogram.percentile(percent);
        expect(found).toBeGreaterThanOrEqual(exact);
        expect(found - exact).toBeLessThanOrEqual(exact / 10 ** figures);
        expect(histogram.min).toBe(sorted[0]);
        expect(histogram.max).toBe(sorted.at(-1));
      },
    ),
  );
});

test('what is longer than it can tell apart is as long as the longest', () => {
  const histogram = new Histogram(2);
  histogram.record(2 ** 50, 3);
  expect([histogram.total, histogram.max]).toEqual([3, 2 ** 50]);
  expect(histogram.percentile(50)).toBeLessThanOrEqual(2 ** 42);
});
