import { expect, test } from 'vitest';
import { formatAge, formatBytes, formatDuration, plural } from '../../src/cli/units.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.00 kB'],
  [123_456, '123 kB'],
  [999_499, '999 kB'],
  [999_500, '1.00 MB'],
  [5_242_880, '5.24 MB'],
  [48_800_000_000_000, '48.8 TB'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [12, '0.01 s'],
  [9_949, '9.95 s'],
  [59_900, '59.9 s'],
  [59_950, '1 min 00 s'],
  [187_000, '3 min 07 s'],
])('%d ms are %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

test('one thing is singular', () => {
  expect([plural(0, 'event'), plural(1, 'event'), plural(12_345, 'event')]).toEqual([
    '0 events',
    '1 event',
    '12,345 events',
  ]);
});

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [725_000, '12 min 5 s'],
  [8 * 86_400_000 + 3 * 3_600_000 + 59 * 60_000, '8 d 3 h'],
  [86_400_000 + 30_000, '1 d'],
])('an age of %i ms is %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});
