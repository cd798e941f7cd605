import { isAbsolute, normalize } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyOfPath, pathOfKey } from '../../../src/local-s3/storage/key-path.ts';

test.each([
  ['logs/a.json', 'logs/a.json'],
  ['2026-11-21T10:00:00Z/für elise?.txt', '2026-11-21T10:00:00Z/für elise?.txt'],
  ['..', '%2E%2E'],
  ['a/../../etc/passwd', 'a/%2E%2E/%2E%2E/etc/passwd'],
  ['./a', '%2E/a'],
  ['.hidden/...', '.hidden/...'],
  ['/a', '%/a'],
  ['a/', 'a/%'],
  ['a//b', 'a/%/b'],
  ['/', '%/%'],
  ['100%', '100%25'],
  ['%', '%25'],
  ['%2E', '%252E'],
  ['a\\b', 'a%5Cb'],
  ['a\u0000b\nc\u007f', 'a%00b%0Ac%7F'],
])('%j lies at %s', (key, path) => {
  expect(pathOfKey(key)).toBe(path);
  expect(keyOfPath(path)).toBe(key);
});

test('names that no file system has are without a place', () => {
  expect(pathOfKey('x'.repeat(255))).toBe('x'.repeat(255));
  expect(pathOfKey('x'.repeat(256))).toBeUndefined();
  expect(pathOfKey(`dir/${'é'.repeat(128)}`)).toBeUndefined();
  expect(pathOfKey('%'.repeat(86))).toBeUndefined();
  expect(pathOfKey('/'.repeat(63))).toBe('%/'.repeat(63) + '%');
  expect(pathOfKey('/'.repeat(64))).toBeUndefined();
});

test.each(['100%.txt', '%2e', 'a/%41', 'a\\b', '%2E%2E%2E'])('no key lies at %s', (path) => {
  expect(keyOfPath(path)).toBeUndefined();
});

test('a path leads back to its key, and never out of the folder', () => {
  const segment = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom('', '.', '..', '...', '%', '%2E', '%2F', '\\', 'a'),
  );
  const key = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => segments.join('/'));
  fc.assert(
    fc.property(
      key.filter((text) => text !== ''),
      (text) => {
        const path = pathOfKey(text)!;
        expect(keyOfPath(path)).toBe(text);
        expect(isAbsolute(path)).toBe(false);
        expect(normalize(path)).toBe(path);
        expect(path.split('/')).not.toContain('..');
      },
    ),
    { numRuns: 50 },
  );
});
