import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AGGREGATES } from '../../../src/runtime/aggregates/index.ts';
import type { Accumulator } from '../../../src/runtime/aggregates/index.ts';
import { jsonText, parseJson } from '../../../src/runtime/value/json.ts';
import { asRecord, float, toDouble } from '../../../src/runtime/value/kind.ts';
import type { Value } from '../../../src/runtime/value/value.ts';

/** Numbers that every aggregate takes, few enough that they come again. */
const number = fc.oneof(
  fc.nat(5),
  fc.nat(100_000),
  fc.nat(1000).map((n) => float(n / 4)),
);
const numbers = fc.array(number, { maxLength: 30 });

describe.each(AGGREGATES.map((each) => [`${each.module}::${each.name}`, each] as const))(
  '%s',
  (_, definition) => {
    const add = (accumulator: Accumulator, values: readonly Value[]): void => {
      for (const value of values) accumulator.add(value, null);
    };
    const of = (values: readonly Value[]): Accumulator => {
      const accumulator = definition.create();
      add(accumulator, values);
      return accumulator;
    };
    const text = (accumulator: Accumulator): string => jsonText(accumulator.result());

    test('goes on from its state, as JSON, as if nothing had happened', () => {
      fc.assert(
        fc.property(numbers, numbers, (before, after) => {
          const undisturbed = of([...before, ...after]);
          const restored = definition.create();
          restored.restore(parseJson(jsonText(of(before).capture())));
          add(restored, after);
          expect(text(restored)).toBe(text(undisturbed));
          expect(jsonText(restored.capture())).toBe(jsonText(undisturbed.capture()));
        }),
      );
    });

    test('what was captured does not change afterwards', () => {
      fc.assert(
        fc.property(numbers, numbers, (before, after) => {
          const accumulator = of(before);
          const captured = accumulator.capture();
          const as = jsonText(captured);
          const result = accumulator.result();
          const shown = jsonText(result);
          add(accumulator, after);
          accumulator.merge(of(after));
          accumulator.reset();
          expect([jsonText(captured), jsonText(result)]).toEqual([as, shown]);
        }),
      );
    });

    test('after a reset it is as good as new', () => {
      fc.assert(
        fc.property(numbers, numbers, (before, after) => {
          const accumulator = of(before);
          accumulator.reset();
          add(accumulator, after);
          expect(text(accumulator)).toBe(text(of(after)));
        }),
      );
    });

    test('merged, it comes to what all values come to', () => {
      fc.assert(
        fc.property(numbers, numbers, (first, second) => {
          const merged = of(first);
          merged.merge(of(second));
          if (definition.name === 'collect_nested') {
            expect(text(merged)).toBe(jsonText([...first, [...second]]));
          } else {
            expectClose(merged.result(), of([...first, ...second]).result());
          }
        }),
      );
    });
  },
);

/** Sums of floats depend on the order a little. */
function expectClose(found: Value, expected: Value): void {
  const record = asRecord(expected);
  if (record !== undefined) {
    for (const [key, value] of record) expectClose(asRecord(found)!.get(key)!, value);
  } else if (
    typeof expected === 'number' ||
    (typeof expected === 'object' && expected !== null && 'value' in expected)
  ) {
    const [a, b] = [toDouble(found as number), toDouble(expected)];
    expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(b)));
  } else {
    expect(jsonText(found)).toBe(jsonText(expected));
  }
}

describe('histograms hold against sorted values', () => {
  const of = (name: string, values: readonly Value[], percentiles: Value): Value => {
    const accumulator = AGGREGATES.find((each) => each.name === name)!.create();
    for (const value of values) accumulator.add(value, percentiles);
    return asRecord(accumulator.result())!.get('percentiles')!;
  };

  test('hdr: the value at a rank, right to a hundredth', () => {
    const wide = fc.oneof(fc.nat(300), fc.nat(), fc.bigInt({ min: 0n, max: 2n ** 53n }).map(Number));
    fc.assert(
      fc.property(fc.array(wide, { minLength: 1 }), fc.integer({ min: 1, max: 1000 }), (values, rank) => {
        const key = String(rank / 1000);
        const found = Number(asRecord(of('hdr', values, [key]))!.get(key));
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil((rank / 1000) * values.length) - 1)]!;
        expect(found).toBeGreaterThanOrEqual(exact);
        expect(found - exact).toBeLessThanOrEqual(exact / 100);
      }),
    );
  });

  test('dds: the value at a rank, right to a hundredth, rounded up to a tenth', () => {
    const wide = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(fc.array(wide, { minLength: 1 }), fc.integer({ min: 1, max: 999 }), (values, rank) => {
        const key = String(rank / 1000);
        const found = toDouble(asRecord(of('dds', values.map(float), [key]))!.get(key) as number);
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.floor((rank / 1000) * (values.length - 1))]!;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.abs(exact) / 99 + 0.1);
      }),
    );
  });
});
