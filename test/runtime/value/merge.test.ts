import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromJs, toJs } from '../../../src/runtime/value/convert.ts';
import { jsonText, parseJson } from '../../../src/runtime/value/json.ts';
import { asRecord } from '../../../src/runtime/value/kind.ts';
import { JsonScanner } from '../../../src/runtime/value/json-scan.ts';
import { completeWith, mergeRecords } from '../../../src/runtime/value/merge.ts';
import { copyRecord } from '../../../src/runtime/value/path.ts';
import type { Value, ValueRecord } from '../../../src/runtime/value/value.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const { record } = fc.letrec<{ record: { [key: string]: Json }; json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 1, 2, 'a'),
    fc.array(fc.constantFrom(1, 2), { maxLength: 2 }),
    tie('record'),
  ),
  record: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('json'), { noNullPrototype: false }),
}));

const isRecord = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Key by key, in plain words: `both` says what counts of a key that is on both sides and not a record on both. */
function model(left: { [key: string]: Json }, right: { [key: string]: Json }, both: 'left' | 'right') {
  const result = new Map<string, Json>(Object.entries(left));
  for (const [key, value] of Object.entries(right)) {
    const old = result.get(key);
    if (old === undefined) result.set(key, value);
    else if (isRecord(old) && isRecord(value)) result.set(key, model(old, value, both));
    else if (both === 'right') result.set(key, value);
  }
  return Object.fromEntries(result);
}

/** Built, or as text that is built when somebody looks into it. */
const held = fc.tuple(record, fc.boolean()).map(([json, isLazy]) => {
  const text = JSON.stringify(json);
  const bytes = Buffer.from(text);
  const value = isLazy ? new JsonScanner().scan(bytes, 0, bytes.length)! : parseJson(text);
  return { json, fields: asRecord(value)! };
});

const plain = (value: Value) => toJs(parseJson(jsonText(value)));

describe('records of any depth', () => {
  test('merge: of a field in both, the right one counts, unless both are records', () => {
    fc.assert(
      fc.property(held, held, (left, right) => {
        const merged = mergeRecords(left.fields, right.fields);
        expect(plain(merged)).toEqual(toJs(fromJs(model(left.json, right.json, 'right'))));
      }),
    );
  });

  test('defaults: what is there stays', () => {
    fc.assert(
      fc.property(held, held, (left, right) => {
        const completed = copyRecord(left.fields);
        completeWith(completed, right.fields);
        expect(plain(completed)).toEqual(toJs(fromJs(model(left.json, right.json, 'left'))));
      }),
    );
  });

  test('neither side is changed', () => {
    fc.assert(
      fc.property(held, held, (left, right) => {
        const before = [left, right].map(({ fields }) => jsonText(fields));
        const completed: Map<string, Value> = copyRecord(left.fields);
        completeWith(completed, right.fields);
        mergeRecords(left.fields, right.fields);
        expect([left, right].map(({ fields }: { fields: ValueRecord }) => jsonText(fields))).toEqual(before);
      }),
    );
  });
});
