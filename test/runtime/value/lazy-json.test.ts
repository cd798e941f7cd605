import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonScanner } from '../../../src/runtime/value/json-scan.ts';
import { jsonText, parseJson } from '../../../src/runtime/value/json.ts';
import { LazyJson } from '../../../src/runtime/value/lazy-json.ts';
import type { ValueRecord } from '../../../src/runtime/value/value.ts';
import { asPlain, jsonTexts } from './json-model.ts';

/** The lazy value of a record or array that stands in the middle of a larger buffer. */
function lazy(text: string, fields: readonly string[] = []): LazyJson {
  const bytes = Buffer.from(`"}]${text}\n"x`);
  const value = new JsonScanner(fields).scan(bytes, 3, bytes.length - 2);
  if (!(value instanceof LazyJson)) throw new Error('not a record or an array');
  return value;
}

/** Everything that `field` may give, for whatever fields were asked for beforehand. */
const DEMANDS: readonly (readonly string[])[] = [[], ['a'], ['b', 'a'], ['x']];

describe.each(DEMANDS)('field, when %s are asked for', (...fields) => {
  const field = (text: string, key: string): unknown => asPlainOrAbsent(lazy(text, fields), key);

  test('a scalar, a record, an absent one', () => {
    expect(field('{"b":{"c":1}, "a" : "x\\n"}', 'a')).toBe('x\n');
    expect(field('{"b":{"c":1}, "a" : "x\\n"}', 'b')).toEqual({ c: 1 });
    expect(field('{"b":{"a":1}}', 'a')).toBeUndefined();
    expect(field('{}', 'a')).toBeUndefined();
    expect(field('{"a":null}', 'a')).toBeNull();
  });

  test('the last of several', () => {
    expect(field('{"a":1,"a":{"a":2},"b":3,"\\u0061":[4]}', 'a')).toEqual([4]);
  });

  test('a name that only looks alike', () => {
    expect(field('{"aa":1,"":2,"\\\\u0061":3}', 'a')).toBeUndefined();
    expect(field('{"aa":1,"":2,"\\\\u0061":3}', '\\u0061')).toBe(3);
    expect(field('{"aa":1,"":2}', '')).toBe(2);
  });

  test('an array has none', () => {
    expect(field('[{"a":1}]', 'a')).toBeUndefined();
  });
});

test('the kind', () => {
  expect(lazy(' {}').kind).toBe('record');
  expect(lazy('[]').kind).toBe('array');
});

test('one level is built, once', () => {
  const record = lazy('{"a":{"b":[1]},"c":"d"}');
  const built = record.built() as ValueRecord;
  expect(record.built()).toBe(built);
  expect([...built.keys()]).toEqual(['a', 'c']);
  expect(built.get('a')).toBeInstanceOf(LazyJson);
});

test('many look-ups give what one gives', () => {
  const record = lazy('{"a":1,"b":[2],"c":3}');
  for (let i = 0; i < 10; i++) expect(asPlainOrAbsent(record, 'b')).toEqual([2]);
});

test('a detached one has bytes of its own', () => {
  const record = lazy('{"a": [1, 2]}').detached();
  expect(record.bytes.length).toBe(13);
  expect(jsonText(record)).toBe('{"a": [1, 2]}');
});

describe('on its way out', () => {
  test('bytes leave as they came, without the blanks around them', () => {
    expect(jsonText(lazy(' { "a" :\t1.50 , "\\u0062":12345678901234567890 } '))).toBe(
      '{ "a" :\t1.50 , "\\u0062":12345678901234567890 }',
    );
  });

  test('a field leaves as its part of the bytes', () => {
    const text = '{"a":[ 1.0, 2 ],"b":{ }}';
    for (const fields of DEMANDS) expect(jsonText(lazy(text, fields).field('a')!)).toBe('[ 1.0, 2 ]');
  });

  test('line breaks between tokens take all blanks with them', () => {
    expect(jsonText(lazy('{\r\n  "a b": [ 1,\n "\\n \\" " ]\n}'))).toBe('{"a b":[1,"\\n \\" "]}');
  });

  test('line breaks around the value, or in another field, take nothing', () => {
    expect(jsonText(lazy('\n{ "a": 1 }\n'))).toBe('{ "a": 1 }');
    expect(jsonText(lazy('{"b":\n1,"a":[ 1 ]}', ['a']).field('a')!)).toBe('[ 1 ]');
  });
});

test('reads as the whole tree does, and never writes a line break', () => {
  fc.assert(
    fc.property(jsonTexts, fc.subarray(['key', 'a', '', 'é']), (text, fields) => {
      const bytes = Buffer.from(text);
      const value = new JsonScanner(fields).scan(bytes, 0, bytes.length)!;
      const expected: unknown = JSON.parse(text);
      expect(asPlain(value)).toStrictEqual(expected);
      expect(JSON.parse(jsonText(value))).toStrictEqual(expected);
      expect(jsonText(value)).not.toMatch(/[\r\n]/);
      if (!(value instanceof LazyJson) || value.kind === 'array') return;
      const tree = parseJson(text) as ValueRecord;
      for (const key of [...tree.keys(), ...fields]) {
        expect(asPlainOrAbsent(value, key)).toStrictEqual(plainOrAbsent(tree, key));
      }
    }),
  );
});

function asPlainOrAbsent(record: LazyJson, key: string): unknown {
  const value = record.field(key);
  return value === undefined ? undefined : asPlain(value);
}

function plainOrAbsent(record: ValueRecord, key: string): unknown {
  const value = record.get(key);
  return value === undefined ? undefined : asPlain(value);
}
