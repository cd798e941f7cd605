import { expect, test } from 'vitest';
import { KeyMemory } from '../../../src/connectors/s3/sink/key-memory.ts';

test('remembers keys by bucket', () => {
  const memory = new KeyMemory();
  memory.set('b1', 'key', 7);
  memory.set('b2', 'key', 0);
  expect(memory.get('b1', 'key')).toBe(7);
  expect(memory.get('b2', 'key')).toBe(0);
  expect(memory.get('b3', 'key')).toBeUndefined();
  memory.set('b1', 'key', 8);
  expect(memory.get('b1', 'key')).toBe(8);
});

test('20,000 keys, none confused', () => {
  const memory = new KeyMemory();
  for (let i = 0; i < 20_000; i++) memory.set('b', `k${i}`, i);
  let wrong = 0;
  for (let i = 0; i < 20_000; i++) {
    if (memory.get('b', `k${i}`) !== i || memory.get('b', `absent${i}`) !== undefined) wrong++;
  }
  expect(wrong).toBe(0);
});

test('at the bound, what was used last stays', () => {
  const memory = new KeyMemory(100);
  memory.set('b', 'used', 1);
  memory.set('b', 'unused', 1);
  for (let i = 0; i < 1000; i++) {
    memory.set('b', `k${i}`, 0);
    expect(memory.get('b', 'used')).toBe(1);
    expect(memory.get('b', `k${Math.max(0, i - 40)}`)).toBe(0);
  }
  expect(memory.get('b', 'unused')).toBeUndefined();
});
