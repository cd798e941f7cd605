import { expect, test } from 'vitest';
import { SettledPositions } from '../../../src/runtime/engine/settled-positions.ts';

test('gives the newest position whose cut is settled', () => {
  const positions = new SettledPositions();
  expect(positions.upTo(0)).toBeNull();
  positions.note(1, 'one');
  positions.note(2, 'one');
  positions.note(3, 'three');
  expect([0, 1, 2, 3, 3].map((cut) => positions.upTo(cut))).toEqual([null, 'one', 'one', 'three', 'three']);
  positions.note(4, 'four');
  expect([3, 4].map((cut) => positions.upTo(cut))).toEqual(['three', 'four']);
});

test('of many cuts only some are kept, and never one that is too new is given', () => {
  const positions = new SettledPositions();
  for (let cut = 1; cut <= 10_000; cut++) positions.note(cut, cut);
  let last = 0;
  for (let cut = 0; cut <= 10_000; cut += 7) {
    const given = (positions.upTo(cut) ?? 0) as number;
    expect(given).toBeLessThanOrEqual(cut);
    expect(given).toBeGreaterThanOrEqual(last);
    last = given;
  }
  expect(last).toBeGreaterThan(9_000);
  expect(positions.upTo(10_000)).toBe(10_000);
});
