import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEqualPartPlan } from '../../../../src/connectors/s3/sink/part-plan.ts';
import { batchOf } from '../../../kit/sink-context.ts';
import { driveSink, eventFor, textsOf } from '../sink-driver.ts';

const MIB = 1024 ** 2;
const DEFAULTS = { minPartBytes: 5 * MIB, maxBufferBytes: 256 * MIB, maxPartsInFlight: 4 };

function sizeOf(options: Partial<Parameters<typeof createEqualPartPlan>[0]>): number {
  return createEqualPartPlan({ ...DEFAULTS, ...options }).partBytes(1);
}

test('with the default settings an object may have what the documentation says', () => {
  const plan = createEqualPartPlan(DEFAULTS);
  const largest = plan.partBytes(1) * (plan.rollAtPart - 1);
  expect((plan.partBytes(1) / MIB).toFixed(1)).toBe('50.7');
  expect(Math.floor(largest / 1024 ** 3)).toBe(488);
});

test('all parts in flight, and one that fills, have room in the buffer', () => {
  for (const maxPartsInFlight of [1, 4, 20]) {
    expect((maxPartsInFlight + 1) * sizeOf({ maxPartsInFlight })).toBeLessThan(DEFAULTS.maxBufferBytes);
  }
});

test('objects that are known to stay small get small parts, and the smallest is that of the settings', () => {
  const plan = createEqualPartPlan({ ...DEFAULTS, maxObjectBytes: 100 * 1024 * MIB });
  expect(plan.partBytes(1) * (plan.rollAtPart - 1)).toBeGreaterThanOrEqual(100 * 1024 * MIB);
  expect(plan.partBytes(1)).toBeLessThan(11 * MIB);
  expect(sizeOf({ maxObjectBytes: 1000 })).toBe(5 * MIB);
  expect(sizeOf({ minPartBytes: 64 * MIB })).toBe(64 * MIB);
});

test('any events: parts of one size, no last part that is larger, no event lost', async () => {
  const plan = createEqualPartPlan({ ...DEFAULTS, minPartBytes: 10, maxBufferBytes: 11, maxParts: 135 });
  const texts = fc.array(fc.stringMatching(/^[a-z]{1,60}$/), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(texts, async (events) => {
      const { sink, store } = driveSink({ options: { plan } });
      await sink.write(batchOf(events.map((text) => eventFor('a', text))));
      await sink.finish();
      for (const { partSizes } of store.objects.values()) {
        expect(partSizes.slice(0, -1).every((size) => size === 10)).toBe(true);
        expect(partSizes.at(-1) ?? 0).toBeLessThanOrEqual(10);
        expect(partSizes.length).toBeLessThanOrEqual(135);
      }
      const texts = textsOf(store);
      const names = ['test/a', ...Object.keys(texts).map((_, i) => `test/a.${i + 1}`)];
      expect(names.map((name) => texts[name] ?? '').join('')).toBe(events.join(''));
    }),
    { numRuns: 60 },
  );
});

test('an object that has used up its parts goes on in another one', async () => {
  const plan = createEqualPartPlan({ ...DEFAULTS, minPartBytes: 10, maxBufferBytes: 11, maxParts: 131 });
  const { sink, store, logged } = driveSink({ options: { plan } });
  await sink.write(batchOf(Array.from({ length: 14 }, (_, i) => eventFor('a', `${i % 10}`.repeat(4)))));
  await sink.finish();
  expect([...store.objects].map(([key, { partSizes }]) => [key, partSizes])).toEqual([
    ['test/a', [10, 10, 10, 2]],
    ['test/a.1', [10, 10, 4]],
  ]);
  expect(logged[0]!.message).toContain('goes on in another object');
});
