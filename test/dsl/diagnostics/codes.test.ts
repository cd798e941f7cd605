import { describe, expect, test } from 'vitest';
import { CODES, explain } from '../../../src/dsl/diagnostics/index.ts';

describe('the catalogue of codes', () => {
  test('has each code once, in order', () => {
    const codes = CODES.map((entry) => entry.code);
    expect(codes).toEqual([...new Set(codes)].sort());
  });

  test.each(CODES)('$code is complete', ({ code, title, why }) => {
    expect(code).toMatch(/^FR[1-9]\d\d$/);
    expect(title).toMatch(/^[^A-Z].*[^.]$/);
    expect(why).toMatch(/[.)`]$/);
  });

  test('is searched by code, however it is typed', () => {
    expect(explain('FR101')?.title).toBe('a string that is not terminated');
    expect(explain('fr101')).toBe(explain('FR101'));
    expect(explain('101')).toBe(explain('FR101'));
    expect(explain('FR999x')).toBeUndefined();
  });
});
