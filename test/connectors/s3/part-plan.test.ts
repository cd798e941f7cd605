import { expect, test } from 'vitest';
import { createPartPlan } from '../../../src/connectors/s3/sink/part-plan.ts';

const MIB = 1024 ** 2;

function largestObject(minPartBytes: number, maxBufferBytes: number): number {
  const plan = createPartPlan({ minPartBytes, maxBufferBytes });
  let bytes = 0;
  for (let number = 1; number <= plan.maxParts; number++) bytes += plan.partBytes(number);
  return bytes;
}

test('with the default settings an object may have a terabyte', () => {
  expect(largestObject(5 * MIB, 256 * MIB)).toBeGreaterThan(1e12);
});

test('two parts and their margins have room in the buffer, at every number', () => {
  for (const maxBufferBytes of [11 * MIB, 64 * MIB, 1024 * MIB]) {
    const plan = createPartPlan({ minPartBytes: 5 * MIB, maxBufferBytes });
    for (let number = 1; number <= 10_000; number += 99) {
      expect(2 * plan.partBytes(number)).toBeLessThan(maxBufferBytes);
    }
  }
});

test('parts never shrink, and begin with the smallest', () => {
  const plan = createPartPlan({ minPartBytes: 5 * MIB, maxBufferBytes: 256 * MIB });
  const sizes = Array.from({ length: 10_000 }, (_, i) => plan.partBytes(i + 1));
  expect(sizes.slice(0, 500).every((size) => size === 5 * MIB)).toBe(true);
  expect(sizes.every((size, i) => i === 0 || size >= sizes[i - 1]!)).toBe(true);
  expect(sizes[500]).toBe(10 * MIB);
});

test('nothing above 5 GiB, which S3 would refuse', () => {
  const plan = createPartPlan({ minPartBytes: 1024 * MIB, maxBufferBytes: 8 * 1024 * MIB });
  expect(plan.partBytes(10_000)).toBeLessThanOrEqual(5 * 1024 * MIB);
});
