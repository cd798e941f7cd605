import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseNamePattern } from '../../../../src/connectors/file/glob/name-pattern.ts';
import { parsePathPattern } from '../../../../src/connectors/file/glob/path-pattern.ts';
import { fileSettings } from '../../../../src/connectors/file/settings.ts';

test.each([
  ['*', 'app.log', true],
  ['*', '.hidden', false],
  ['.*', '.hidden', true],
  ['?idden', '.idden', false],
  ['*.log', 'app.log', true],
  ['*.log', 'app.log.1', false],
  ['*.log*', 'app.log.1', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['app-?.log', 'app-1.log', true],
  ['app-?.log', 'app-12.log', false],
  ['app-?.log', 'app-😀.log', true],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[^a-c]x', 'dx', true],
  ['[]x]', ']', true],
  ['[a-]', '-', true],
  ['[*]', '*', true],
  ['[*]', 'a', false],
  ['[open', '[open', true],
  ['\\*', '*', true],
  ['\\*', 'a', false],
  ['a\\', 'a\\', true],
])('%s and the name %s: %s', (pattern, name, expected) => {
  expect(parseNamePattern(pattern).matches(name)).toBe(expected);
});

test('stars and question marks match what a regular expression would', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
  fc.assert(
    fc.property(pattern, name, (text, candidate) => {
      const expression = new RegExp(`^${text.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      expect(parseNamePattern(text).matches(candidate)).toBe(expression.test(candidate));
    }),
    { numRuns: 1_000 },
  );
});

describe('a path', () => {
  test.each([
    ['in.ndjson', 'in.ndjson'],
    ['C:\\data\\in.ndjson', 'C:\\data\\in.ndjson'],
    ['a\\*b', 'a*b'],
    ['a\\[1].log', 'a[1].log'],
    ['{single}', '{single}'],
  ])('%s is the file %s', (text, path) => {
    expect(parsePathPattern(text)).toEqual({ kind: 'file', path });
  });

  test.each([
    ['logs/{a,b{1,2}}.log', ['logs/a.log', 'logs/b1.log', 'logs/b2.log']],
    ['{a,b}/{1,2}', ['a/1', 'a/2', 'b/1', 'b/2']],
    ['a{,.1}', ['a', 'a.1']],
    ['{a\\,b,c}', ['a,b', 'c']],
    ['{a,b', null],
  ])('%s has the alternatives %j', (text, expected) => {
    const pattern = parsePathPattern(text)!;
    expect(pattern.kind === 'glob' ? pattern.alternatives.map(({ base }) => base) : null).toEqual(expected);
  });

  test('too many alternatives are a mistake in the settings', () => {
    const path = '{0,1,2,3,4,5,6,7,8,9}'.repeat(4);
    expect(fileSettings.safeParse({ path }).error?.issues[0]).toMatchObject({
      path: ['path'],
      message: 'the braces of the pattern have more than 1,000 alternatives; use `*` for some of them',
    });
    expect(fileSettings.safeParse({ path, mode: 'write' }).success).toBe(true);
  });
});
