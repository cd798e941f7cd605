import { expect, test } from 'vitest';
import { createWallClock } from '../../../src/runtime/engine/wall-clock.ts';

test('between two milliseconds of the system the steady clock tells', () => {
  let wall = 1_795_262_400_000;
  let steady = 5.25;
  const now = createWallClock(
    () => wall,
    () => steady,
  );
  const first = now();
  steady += 0.125;
  expect(now() - first).toBe(125_000n);
  wall += 1;
  steady += 0.875;
  expect(now() - first).toBe(1_000_000n);
});

test('it follows when the clock is set', () => {
  let wall = 1_795_262_400_000;
  const now = createWallClock(
    () => wall,
    () => 0,
  );
  wall -= 3_600_000;
  expect(now()).toBe(BigInt(wall) * 1_000_000n);
});

test('it shows what the system shows', () => {
  const now = createWallClock();
  expect(Math.abs(Number(now() / 1_000_000n) - Date.now())).toBeLessThan(50);
});
