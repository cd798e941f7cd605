import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRegex, parseReplacement, RuleError } from '../../../src/runtime/regex/index.ts';

/** The named groups of the first match, as an object. */
function find(pattern: string, text: string): object | undefined {
  const found = compileRegex(pattern).find(text);
  return found && Object.fromEntries(found);
}

function replaceAll(pattern: string, text: string, to: string): string {
  return compileRegex(pattern).replace(text, parseReplacement(to), 'all');
}

describe('what a pattern matches', () => {
  test.each([
    ['a.c', 'xabcx', true],
    ['a.c', 'a\nc', false],
    ['(?s)a.c', 'a\nc', true],
    ['^b', 'a\nb', false],
    ['(?m)^b', 'a\nb', true],
    ['a$', 'a\n', false],
    ['\\Aab\\z', 'ab', true],
    ['(?i)straße', 'STRAßE', true],
    ['^\\w+$', 'Jürgen', true],
    ['^(?-u)\\w+$', 'Jürgen', false],
    ['^(?:(?-u)\\w+)ü\\w$', 'Jüx', true],
    ['^\\W$', 'ü', false],
    ['^[\\W]$', '-', true],
    ['^[\\W]$', 'ü', false],
    ['^[^\\W]$', 'ü', true],
    ['^\\d$', '٣', true],
    ['^\\D$', '٣', false],
    ['^[\\D]$', '٣', false],
    ['^\\s$', '\u2003', true],
    ['^[^\\s]$', '\u2003', false],
    ['^\\S$', '\v', false],
    ['^\\pL\\p{Letter}\\p{Greek}\\p{sc=Greek}\\p{greek}$', 'aäαββ', true],
    ['^\\P{L}[\\P{L}]\\p{^L}$', '123', true],
    ['^[\\p{Alphabetic}]\\p{whitespace}$', 'a ', true],
    ['^\\x41\\x{1F600}\\u0042\\u{43}\\U00000044$', 'A😀BCD', true],
    ['^\\n\\t\\r\\f\\v\\a$', '\n\t\r\f\v\x07', true],
    ['^\\.\\-\\/\\"\\#\\ \\&\\~$', '.-/"# &~', true],
    ['^[\\].\\-^]+$', '].-^', true],
    ['^[]a]+$', ']a', true],
    ['^[^]a]+$', 'bc', true],
    ['^[a-]+$', 'a-', true],
    ['^[-a]+$', 'a-', true],
    ['^[a-c\\d-]+$', 'b-1', true],
    ['^[\\x41-\\x{43}]+$', 'ABC', true],
    ['^[[:alpha:][:^alpha:]]+$', 'a1', true],
    ['^😀{2}$', '😀😀', true],
    ['^[😀-😂]$', '😁', true],
    ['^a{2}b{1,}c{,2}d{0,1}?$', 'aabbcc', true],
    ['^a{ 2 , 3 }$', 'aaa', true],
    ['^{}a{b}{,}$', '{}a{b}{,}', true],
    ['(?x) ^ a b # not this\n c [ d e ] $', 'abcd', true],
    ['(?x) a\\ b', 'a b', true],
    ['^(?x: a b )c d$', 'abc d', true],
    ['^(?i:a)b$', 'Ab', true],
    ['^(?i:a)b$', 'AB', false],
    ['(?U)^a+$', 'aa', true],
    ['', 'anything', true],
    ['a||b', '', true],
  ])('%j on %j', (pattern, text, expected) => {
    expect(compileRegex(pattern).test(text)).toBe(expected);
  });

  test('the whole text', () => {
    expect(compileRegex('a|ab').testWhole('ab')).toBe(true);
    expect(compileRegex('a').testWhole('ab')).toBe(false);
  });
});

describe('groups', () => {
  test.each([
    ['(?P<a>\\d+)-(?<b>\\w)', 'x12-y', { a: '12', b: 'y' }],
    ['(\\d)(?P<a>\\d)', '12', { a: '2' }],
    ['(?P<a>x)|(?P<b>y)', 'y', { b: 'y' }],
    ['(?P<a>x?)y', 'y', { a: '' }],
    ['(?P<__proto__>x)', 'x', { ['__proto__']: 'x' }],
    ['(?P<über.a[0]>x)', 'x', { 'über.a[0]': 'x' }],
    ['(?P<a>x)', 'y', undefined],
  ])('%j on %j', (pattern, text, expected) => {
    expect(find(pattern, text)).toEqual(expected);
  });

  test('of every match', () => {
    expect(Object.fromEntries(compileRegex('(?P<k>[a-z])=?(?P<v>\\d)?').findAll('a=1 b c=3'))).toEqual({
      k: ['a', 'b', 'c'],
      v: ['1', '3'],
    });
  });

  test('of the whole text', () => {
    expect(compileRegex('(?P<a>a|ab)').findWhole('ab')).toEqual(new Map([['a', 'ab']]));
    expect(compileRegex('(?P<a>a)').findWhole('ab')).toBeUndefined();
  });
});

describe('replacing', () => {
  test.each([
    ['b', 'abcb', 'x', 'axcx'],
    ['(?P<y>\\d+)-(\\d+)', '2026-11', '$2/$y', '11/2026'],
    ['(\\d)', '1', '$1a', ''],
    ['(\\d)', '1', '${1}a', '1a'],
    ['(\\d)', '1', '$0$$$9$none', '1$'],
    ['a', 'a', '$ ${} $', '$ ${} $'],
    ['', 'ab', '-', '-a-b-'],
    ['x*', 'axxb', '-', '-a-b-'],
    ['', '😀', '-', '-😀-'],
    ['^a', 'aaa', '', 'aa'],
    ['\\bb', 'ab b', 'x', 'ab x'],
  ])('%j in %j by %j', (pattern, text, to, expected) => {
    expect(replaceAll(pattern, text, to)).toBe(expected);
  });

  test('the first match only', () => {
    expect(compileRegex('a').replace('aa', parseReplacement('b'), 'first')).toBe('ba');
  });
});

test.each([
  [',', 'a,,b,', ['a', '', 'b', '']],
  [',', '', ['']],
  ['', 'ab', ['', 'a', 'b', '']],
  ['x*', 'axxb', ['', 'a', 'b', '']],
])('%j splits %j', (pattern, text, expected) => {
  expect(compileRegex(pattern).split(text)).toEqual(expected);
});

describe('what is no pattern', () => {
  test.each([
    ['ab(c', 2, 3, '`(` is not closed'],
    ['a)b', 1, 2, '`)` closes nothing'],
    ['a[bc', 1, 2, '`[` is not closed'],
    ['a[', 1, 2, '`[` is not closed'],
    ['[a-', 0, 1, '`[` is not closed'],
    ['*a', 0, 1, '`*` repeats nothing'],
    ['a**', 2, 3, '`*` repeats nothing'],
    ['a(+)', 2, 3, '`+` repeats nothing'],
    ['xa{2}{3}', 5, 8, '`{3}` repeats nothing'],
    ['a{3,2}', 1, 6, '`{3,2}` ends before it begins'],
    ['a{1001}', 1, 7, '`{1001}` repeats too often'],
    ['((a{100}){100}){100}', 0, 20, 'repetitions within repetitions are too many'],
    ['ab\\q', 2, 4, 'unknown escape `\\q`'],
    ['ab\\', 2, 3, '`\\` at the end'],
    ['[a\\', 2, 3, '`\\` at the end'],
    ['(a)\\1', 3, 5, '`\\1` refers back to a group'],
    ['a\\Z', 1, 3, 'unknown escape `\\Z`'],
    ['\\xg', 0, 2, '`\\x` without the number of a character'],
    ['\\x{110000}', 0, 10, '`\\x{110000}` is no character'],
    ['\\u{d800}', 0, 8, '`\\u{d800}` is no character'],
    ['a\\p{Foo}', 1, 8, 'unknown property `Foo`'],
    ['a[\\p{foo=L}]', 2, 11, 'unknown property `foo=L`'],
    ['\\p-', 0, 2, '`\\p` without a property'],
    ['a(?=b)', 1, 4, '`(?=` is not supported'],
    ['a(?<!b)', 1, 5, '`(?<!` is not supported'],
    ['(?>a)', 0, 3, '`(?>` is not supported'],
    ['(?z)', 2, 3, 'unknown flag `z`'],
    ['(?', 0, 2, '`(?` begins no group that there is'],
    ['(?P<a', 0, 5, 'the name of a group is not closed'],
    ['(?P<1>a)', 4, 5, '`1` is no name of a group'],
    ['(?P<>a)', 3, 5, 'a group without a name'],
    ['(?P<a>a)(?P<a>b)', 12, 13, 'two groups are called `a`'],
    ['[z-a]', 1, 4, 'a range ends before it begins'],
    ['[a-\\d]', 2, 5, 'a range ends in a single character'],
    ['[[:foo:]]', 1, 8, 'unknown class `[:foo:]`'],
    ['[a[b]]', 2, 3, 'a class within a class'],
    ['[a&&b]', 2, 4, '`&&` between classes is not supported'],
  ])('%j', (pattern, start, end, message) => {
    expect(() => compileRegex(pattern)).toThrow(RuleError);
    try {
      compileRegex(pattern);
    } catch (error) {
      expect(error).toMatchObject({ message, start, end });
    }
  });
});

test('time is linear in the text, whatever the pattern', () => {
  const text = 'a'.repeat(10_000);
  for (const pattern of ['^(a+)+$', '(a*)*b', '(a|aa)+$', '(?P<x>a?){30}a{30}$']) {
    const regex = compileRegex(pattern);
    const start = performance.now();
    regex.test(`${text}!`);
    regex.find(`${text}!`);
    // A backtracking engine would need longer than the age of the world; a busy machine needs less than this.
    expect(performance.now() - start).toBeLessThan(2_000);
  }
});

test('any text is a pattern or a mistake within it', () => {
  const piece = fc.constantFrom(
    ...['a', 'é', '😀', '(', ')', '[', ']', '{', '}', '|', '*', '+', '?', '^', '$', '.', '-', '\\', ',', '2'],
    ...[
      '(?',
      '(?P<',
      '<',
      '>',
      ':',
      '=',
      '!',
      'i',
      'x',
      '\\p{',
      'L',
      '\\x{',
      '\\w',
      '[^',
      '&&',
      '[:alpha:]',
      '#',
    ],
  );
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 12 }), fc.string(), (pattern, text) => {
      try {
        const regex = compileRegex(pattern);
        expect(regex.find(text) !== undefined).toBe(regex.test(text));
        expect(regex.split(text).length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(RuleError);
        const { start, end } = error as RuleError;
        expect(start).toBeLessThan(end);
        expect(end).toBeLessThanOrEqual(pattern.length);
      }
    }),
    { numRuns: 2_000 },
  );
});
