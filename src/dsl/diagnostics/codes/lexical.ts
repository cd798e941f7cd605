import type { CodeEntry } from './entry.ts';

/** FR1xx, lexical: text that is no token of the language. */
export const lexicalCodes: readonly CodeEntry[] = [
  {
    code: 'FR101',
    title: 'a string that is not terminated',
    why: 'A string begins and ends with `"` on the same line. For text of several lines use a heredoc (`"""`).',
    wrong: 'let a = "key1;',
    right: 'let a = "key1";',
  },
  {
    code: 'FR102',
    title: 'a name in back-quotes that is not terminated',
    why: 'A quoted name begins and ends with a back-quote on the same line.',
    wrong: 'let `select = 1;',
    right: 'let `select` = 1;',
  },
  {
    code: 'FR103',
    title: 'a heredoc that is not terminated',
    why: 'A heredoc begins with `"""` at the end of a line and ends with the next `"""`.',
    wrong: 'let a = """\ntext',
    right: 'let a = """\ntext\n""";',
  },
  {
    code: 'FR104',
    title: 'an interpolation that is not terminated',
    why: 'An expression inside a string stands between `#{` and `}`. Write `\\#{` for these two characters as text.',
    wrong: '"key-#{event.id"',
    right: '"key-#{event.id}"',
  },
  {
    code: 'FR105',
    title: 'an interpolation without an expression',
    why: 'Between `#{` and `}` stands the expression whose value is put into the string.',
    wrong: '"key-#{}"',
    right: '"key-#{event.id}"',
  },
  {
    code: 'FR106',
    title: 'an escape sequence that does not exist',
    why: 'The escapes in strings are `\\"`, `\\\\`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t`, `\\#` and `\\u0041`. In the rule of an extractor, they are `\\\\` and `\\|`; and a backslash at the end of a line goes on in the next.',
    wrong: '"C:\\data"',
    right: '"C:\\\\data"',
  },
  {
    code: 'FR107',
    title: 'an invalid unicode escape',
    why:
      'Behind `\\u` stand exactly four hexadecimal digits, and they name a character: the halves of a surrogate ' +
      'pair (D800 to DFFF) are none. Characters above FFFF are written as themselves.',
    wrong: '"\\u41"',
    right: '"\\u0041"',
  },
  {
    code: 'FR108',
    title: 'a heredoc that does not begin on a new line',
    why: 'The text of a heredoc begins on the line after its opening `"""`.',
    wrong: '"""text\n"""',
    right: '"""\ntext\n"""',
  },
  {
    code: 'FR110',
    title: 'an integer that is too large',
    why: 'An integer has at most 64 bits: the largest is 18446744073709551615. Write a float for larger numbers.',
    wrong: '18446744073709551616',
    right: '18446744073709551616.0',
  },
  {
    code: 'FR111',
    title: 'an invalid hexadecimal number',
    why: 'Behind `0x` stand hexadecimal digits (0 to 9, a to f), with `_` between them where it helps reading.',
    wrong: '0x',
    right: '0xff',
  },
  {
    code: 'FR112',
    title: 'an invalid number',
    why:
      'An integer is digits with `_` between them; a float has digits before and after its point and may end ' +
      'in an exponent with a small `e`: `1.5e-3`.',
    wrong: '1.5e',
    right: '1.5e3',
  },
  {
    code: 'FR113',
    title: 'a float that is too large',
    why: 'A float has 64 bits: the largest is about 1.8e308.',
    wrong: '1.0e999',
    right: '1.0e300',
  },
  {
    code: 'FR120',
    title: 'an unexpected character',
    why: 'This character begins nothing in the language. As part of a name it has to stand in back-quotes.',
    wrong: 'let a = 1 ? 2;',
    right: 'let a = 1;',
  },
  {
    code: 'FR121',
    title: 'an extractor that is not terminated',
    why:
      'An extractor is a name and a rule between two `|`: `json||`, `re|a+|`. The rule goes on in the next line behind ' +
      'a backslash; a `|` in it is written `\\|`.',
    wrong: 'case %{ a ~= re|x+ } => 1',
    right: 'case %{ a ~= re|x+| } => 1',
  },
  {
    code: 'FR122',
    title: 'an unknown directive',
    why: '`#!` at the head of a file begins a directive; `#!config name = value` is the only one. A comment begins with `#`.',
    wrong: '#!confg metrics_interval_s = 5',
    right: '#!config metrics_interval_s = 5',
  },
  {
    code: 'FR123',
    title: 'a sign of another language',
    why:
      'Operators are words here: `and`, `or`, `not`. Comments begin with `#`, strings stand in double quotes, and ' +
      'the arrow of `case` and `emit` is `=>`.',
    wrong: 'a && b',
    right: 'a and b',
  },
  // FR124 was a blank in front of a rule, which is allowed.
];
