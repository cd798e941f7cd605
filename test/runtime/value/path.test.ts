import { describe, expect, test } from 'vitest';
import { detach } from '../../../src/runtime/value/detach.ts';
import { jsonText, parseJson } from '../../../src/runtime/value/json.ts';
import { LazyJson } from '../../../src/runtime/value/lazy-json.ts';
import {
  findField,
  findIndex,
  findRange,
  readField,
  readIndex,
  readRange,
  writePath,
} from '../../../src/runtime/value/path.ts';
import type { Value } from '../../../src/runtime/value/value.ts';
import { ValueError } from '../../../src/runtime/value/value-error.ts';

const lazy = (text: string): LazyJson => new LazyJson(Buffer.from(text), 0, text.length, false);

/** Everything on the way can be lazy or built. */
const FORMS: readonly (readonly [string, (text: string) => Value])[] = [
  ['built', parseJson],
  ['lazy', lazy],
];

function problemOf(compute: () => unknown): string {
  try {
    return `gave ${String(compute())}`;
  } catch (error) {
    if (error instanceof ValueError) return `${error.problem}: ${error.message}`;
    throw error;
  }
}

describe.each(FORMS)('reading what is %s', (_, make) => {
  test('fields, items and ranges', () => {
    const value = make('{"a":[1,2,3],"b":null,"__proto__":4}');
    const list = readField(value, 'a', 'x');
    expect(readIndex(list, 1, 'x')).toBe(2);
    expect(readIndex(list, 1n, 'x')).toBe(2);
    expect(readIndex(value, 'b', 'x')).toBeNull();
    expect(readField(value, '__proto__', 'x')).toBe(4);
    expect(readRange(list, 1, 3, 'x')).toEqual([2, 3]);
    expect(readRange(list, 3, 3, 'x')).toEqual([]);
  });

  test('what is not there', () => {
    const value = make('{"a":[1,2,3]}');
    const list = readField(value, 'a', 'x');
    expect([findField(value, 'toString'), findField(list, 'length'), findField('ab', 'length')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([findIndex(list, 3), findIndex(value, 0), findIndex(list, 2n ** 60n)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([findRange(list, 1, 4), findRange(value, 0, 0)]).toEqual([undefined, undefined]);
  });

  test('what is wrong with it', () => {
    const value = make('{"a":[1]}');
    const list = readField(value, 'a', 'x');
    expect(problemOf(() => readField(value, 'b', '`event`'))).toBe('no-such-key: `event` has no field `b`');
    expect(problemOf(() => readField(list, 'b', '`event.a`'))).toBe(
      'not-a-record: `event.a` is an array, not a record with a field `b`',
    );
    expect(problemOf(() => readIndex(list, 1, '`event.a`'))).toBe(
      'index-bounds: `event.a` has 1 item, none at index 1',
    );
    expect(problemOf(() => readIndex(value, 0, '`event`'))).toBe(
      'not-an-array: `event` is a record, not an array',
    );
    expect(problemOf(() => readIndex(list, -1, 'x'))).toBe(
      'index-kind: an index is a string or an integer from 0 on, not the integer `-1`',
    );
    expect(problemOf(() => readRange(list, 0, 2, '`event.a`'))).toBe(
      'index-bounds: `event.a` has 1 item, too few for the range 0:2',
    );
    expect(problemOf(() => readRange(list, 2, 1, 'x'))).toBe(
      'range-order: the range 2:1 ends before it begins',
    );
    expect(problemOf(() => readRange(list, 0.5, 1, 'x'))).toBe(
      'range-start-kind: a range goes from one integer to another, not the float `0.5`',
    );
  });
});

describe.each(FORMS)('writing into what is %s', (_, make) => {
  test('replaces, adds and makes records on the way', () => {
    const value = make('{"a":{"b":1},"c":2}');
    expect(jsonText(writePath(value, ['a', 'b'], 3, 'x'))).toBe('{"a":{"b":3},"c":2}');
    expect(jsonText(writePath(value, ['d', 'e', 'f'], 3, 'x'))).toBe('{"a":{"b":1},"c":2,"d":{"e":{"f":3}}}');
  });

  test('changes nothing that others hold', () => {
    const value = make('{"a":{"b":1}}');
    writePath(value, ['a', 'b'], 3, 'x');
    expect(jsonText(value)).toBe('{"a":{"b":1}}');
  });

  test('only fields of records', () => {
    const value = make('{"a":[1],"b":null}');
    expect(problemOf(() => writePath(value, ['a', 0], 3, '`event`'))).toBe(
      "not-a-record: field `a` is an array: only a record's fields can be set",
    );
    expect(problemOf(() => writePath(value, ['b', 'c'], 3, '`event`'))).toBe(
      "not-a-record: field `b` is null: only a record's fields can be set",
    );
    expect(problemOf(() => writePath(value, [1], 3, '`event`'))).toBe(
      'index-kind: only fields of records can be set, and the integer `1` is not the name of one',
    );
    expect(problemOf(() => writePath([], ['a'], 3, '`event`'))).toBe(
      "not-a-record: `event` is an array: only a record's fields can be set",
    );
  });
});

describe('detach', () => {
  test('copies the text that is held on to, and only that', () => {
    const block = Buffer.from(`xx{"a":1}yy`);
    const held = new LazyJson(block, 2, 9, false);
    const plain: Value = ['s'];
    const value = new Map<string, Value>([
      ['held', [held]],
      ['plain', plain],
    ]);
    const detached = detach(value) as Map<string, Value>;
    block.fill(0);
    expect(jsonText(detached)).toBe('{"held":[{"a":1}],"plain":["s"]}');
    expect(detached.get('plain')).toBe(plain);
  });

  test('returns what holds on to nothing as it is', () => {
    const value = parseJson('{"a":[1,{"b":2}]}');
    expect(detach(value)).toBe(value);
  });
});
