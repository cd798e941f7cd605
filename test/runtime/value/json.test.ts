import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../../src/runtime/byte-writer.ts';
import { CodecError } from '../../../src/runtime/errors.ts';
import { jsonText, parseJson, writeJson } from '../../../src/runtime/value/json.ts';
import { Float, type Value } from '../../../src/runtime/value/value.ts';
import { asPlain, jsonTexts } from './json-model.ts';

/** The message and offset of the CodecError that a text gives. */
function mistakeIn(text: string | Uint8Array): { message: string; offset: number } {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof CodecError) return { message: error.message, offset: error.offset };
    throw error;
  }
  throw new Error('parsed');
}

describe('numbers', () => {
  test.each<[string, Value]>([
    ['0', 0],
    ['-0', 0],
    ['42', 42],
    ['-42', -42],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['18446744073709551615', 18446744073709551615n],
    ['-9223372036854775808', -9223372036854775808n],
    ['1.5', 1.5],
    ['7.0', new Float(7)],
    ['-0.0', new Float(-0)],
    ['1e2', new Float(100)],
    ['1E-7', 1e-7],
    ['1e308', new Float(1e308)],
  ])('%s', (text, value) => {
    const parsed = parseJson(text);
    expect(parsed).toStrictEqual(value);
    expect(Object.is(parsed, -0)).toBe(false);
  });

  test.each<[Value, string]>([
    [7, '7'],
    [new Float(7), '7.0'],
    [new Float(-0), '-0.0'],
    [new Float(1e21), '1e+21'],
    [new Float(123456789012345680000), '123456789012345680000.0'],
    [0.1, '0.1'],
    [1e-7, '1e-7'],
    [NaN, 'null'],
    [-Infinity, 'null'],
    [18446744073709551615n, '18446744073709551615'],
  ])('%s is written as %s', (value, text) => {
    expect(jsonText(value)).toBe(text);
  });

  test.each(['18446744073709551616', '-9223372036854775809', '1e400', `${'9'.repeat(400)}.5`])(
    '%.30s is out of range',
    (number) => {
      const { message, offset } = mistakeIn(`[${number}]`);
      expect(message).toMatch(/^the number [\d.e…-]+ at byte 1 is outside the range of 64-bit numbers$/);
      expect(offset).toBe(1);
    },
  );
});

describe('mistakes', () => {
  test.each([
    ['', 'there is no value', 0],
    ['  ', 'there is no value', 0],
    ['{"a":1 x', 'expected `,` or `}` at byte 7, found `x`', 7],
    ['{"a" 1}', 'expected `:` at byte 5, found `1`', 5],
    ['{"a":1,}', 'expected a key in double quotes at byte 7, found `}`', 7],
    ['{a:1}', 'expected a key in double quotes at byte 1, found `a`', 1],
    ['[1,]', 'expected a value at byte 3, found `]`', 3],
    ['[', 'expected a value at byte 1, found the end of the text', 1],
    ['[1}', 'expected `,` or `]` at byte 2, found `}`', 2],
    ['[1', 'expected `,` or `]` at byte 2, found the end of the text', 2],
    ['tru', 'expected a value at byte 0, found `t`', 0],
    ['[nulL]', 'expected a value at byte 1, found `n`', 1],
    ['01', 'expected the end of the text at byte 1, found `1`', 1],
    ['{} {}', 'expected the end of the text at byte 3, found `{`', 3],
    ['-', 'expected a digit at byte 1, found the end of the text', 1],
    ['1.', 'expected a digit at byte 2, found the end of the text', 2],
    ['1e+x', 'expected a digit at byte 3, found `x`', 3],
    ['["ab', 'the string at byte 1 has no closing quote', 4],
    ['"a\nb"', 'a string holds the control character 0x0a at byte 2; write `\\n`', 2],
    ['"\\x"', 'unknown escape in a string at byte 2: found `x`', 2],
    ['"\\u12g4"', 'unknown escape in a string at byte 5: found `g`', 5],
    ['ä', 'expected a value at byte 0, found `ä`', 0],
    ['\u0000', 'expected a value at byte 0, found byte 0x00', 0],
    ['[\u00a01]', 'expected a value at byte 1, found `\u00a0`', 1],
  ])('%j', (text, message, offset) => {
    expect(mistakeIn(text)).toEqual({ message: `not JSON: ${message}`, offset });
  });

  test('bytes that are not UTF-8', () => {
    const bytes = Buffer.from([0x22, 0xc3, 0xa4, 0xff, 0x22]);
    expect(mistakeIn(bytes)).toEqual({ message: 'not UTF-8: byte 0xff at byte 3', offset: 3 });
  });

  test('half a surrogate pair outside an escape', () => {
    expect(mistakeIn('"\ud800"').message).toBe('not Unicode text: half a surrogate pair at character 1');
  });
});

describe('nesting', () => {
  test('1,024 levels are read and written', () => {
    const text = '['.repeat(1024) + ']'.repeat(1024);
    expect(jsonText(parseJson(text))).toBe(text);
  });

  test('1,025 levels are refused at the bracket', () => {
    expect(mistakeIn('['.repeat(100_000))).toEqual({
      message: 'more than 1024 records and arrays inside one another at byte 1024',
      offset: 1024,
    });
  });

  test('a value nested too deep leaves the writer as it was', () => {
    let value: Value = 1;
    for (let i = 0; i < 2000; i++) value = [value];
    const out = new ByteWriter();
    out.utf8('before');
    expect(() => writeJson(value, out)).toThrow(CodecError);
    expect(out.written.toString()).toBe('before');
  });
});

describe('records', () => {
  test('the last of several fields with one name counts, at the place of the first', () => {
    expect(jsonText(parseJson('{"a":1,"b":2,"\\u0061":3}'))).toBe('{"a":3,"b":2}');
  });

  test('keys keep their order and `__proto__` is one of them', () => {
    const text = '{"b":1,"10":2,"2":3,"__proto__":{"x":4},"":5}';
    expect(jsonText(parseJson(text))).toBe(text);
  });
});

test('a byte order mark is skipped', () => {
  expect(parseJson(Buffer.from('\ufeff 1'))).toBe(1);
  expect(parseJson('\ufeff[]')).toEqual([]);
});

test('half a surrogate pair in an escape keeps its escape', () => {
  expect(jsonText(parseJson('["\\ud800","\\udc00x","\\ud83d\\ude00"]'))).toBe('["\\ud800","\\udc00x","😀"]');
});

test('bytes are written as base64', () => {
  expect(jsonText([Buffer.from('hello'), new Uint8Array()])).toBe('["aGVsbG8=",""]');
});

describe('compared with the platform', () => {
  test('the same values', () => {
    fc.assert(
      fc.property(jsonTexts, (text) => {
        expect(asPlain(parseJson(text))).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  test('what is written reads back as the same value', () => {
    fc.assert(
      fc.property(jsonTexts, (text) => {
        const value = parseJson(text);
        expect(parseJson(jsonText(value))).toStrictEqual(value);
        expect(JSON.parse(jsonText(value))).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  test('strings of any length are written the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), fc.nat(60), (text, padding) => {
        const long = text + 'x'.repeat(padding);
        expect(jsonText(long)).toBe(JSON.stringify(long));
      }),
    );
  });

  test('the same texts are right', () => {
    const junk = fc.constantFrom(
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '0',
      '1',
      '-',
      '.',
      'e',
      ' ',
      't',
      'u',
      '\n',
      '\u0001',
      'é',
    );
    const damaged = fc
      .tuple(jsonTexts, fc.nat(), fc.nat(3), fc.array(junk, { maxLength: 2 }))
      .map(([text, at, cut, put]) => {
        const place = at % (text.length + 1);
        return (text.slice(0, place) + put.join('') + text.slice(place + cut)).replace(
          /\p{Surrogate}/gu,
          '?',
        );
      });
    fc.assert(
      fc.property(damaged, (text) => {
        const mistake = mistakeOf(() => parseJson(text));
        fc.pre(mistake === null || !mistake.includes('outside the range'));
        expect(mistake === null).toBe(mistakeOf(() => JSON.parse(text)) === null);
      }),
      { numRuns: 2000 },
    );
  });
});

function mistakeOf(parse: () => unknown): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    return String(error);
  }
}
