import { describe, expect, test } from 'vitest';
import { didYouMean, listed, nearest, suggest } from '../../../src/dsl/diagnostics/index.ts';
import { editDistance } from '../../../src/dsl/diagnostics/suggest.ts';

describe('edit distance', () => {
  test.each([
    ['codec', 'codec', 0],
    ['code', 'codec', 1],
    ['kye', 'key', 1],
    ['connectro', 'connector', 1],
    ['abc', 'xyz', 3],
    ['', 'ab', 2],
  ])('%s to %s is %i', (a, b, distance) => {
    expect(editDistance(a, b, 5)).toBe(distance);
    expect(editDistance(b, a, 5)).toBe(distance);
  });

  test('stops counting above the limit', () => {
    expect(editDistance('abcdef', 'uvwxyz', 2)).toBe(3);
    expect(editDistance('a', 'abcdef', 2)).toBe(3);
  });
});

describe('suggestions', () => {
  test('are the nearest names only', () => {
    expect(nearest('errs', ['err', 'out', 'errors', 'ears'])).toEqual(['ears', 'err']);
    expect(didYouMean('code', ['config', 'codec'])).toBe('did you mean `codec`?');
    expect(didYouMean('bcket', ['bucket', 'basket'])).toBe('did you mean `bucket`?');
  });

  test('overlook upper and lower case', () => {
    expect(didYouMean('BUCKET', ['bucket'])).toBe('did you mean `bucket`?');
  });

  test('are not made for what is too different or too short', () => {
    expect(didYouMean('urls', ['bucket'])).toBeUndefined();
    expect(didYouMean('a', ['b', 'c'])).toBeUndefined();
    expect(didYouMean('in', ['out'])).toBeUndefined();
  });

  test('are at most five', () => {
    const names = ['ab1', 'ab2', 'ab3', 'ab4', 'ab5', 'ab6'];
    expect(nearest('ab0', names)).toEqual(names.slice(0, 5));
  });

  test('list up to twelve names, and of more the first five', () => {
    const names = Array.from({ length: 13 }, (_, n) => `n${n}`);
    expect(listed(names, 'or')).toBe('`n0`, `n1`, `n2`, `n3`, `n4` or 8 more');
    expect(listed(names.slice(0, 12), 'or')).toMatch(/^`n0`, .*, `n10` or `n11`$/);
    expect(listed(names.slice(0, 2), 'and')).toBe('`n0` and `n1`');
    expect(listed(names.slice(0, 1), 'and')).toBe('`n0`');
  });

  test('give way to a list of what there is', () => {
    expect(suggest('urls', ['bucket', 'region'], 'settings')).toBe('known settings: `bucket` and `region`');
    expect(suggest('buckt', ['bucket', 'region'], 'settings')).toBe('did you mean `bucket`?');
    expect(suggest('urls', [], 'settings')).toBeUndefined();
  });
});
