/** `record::` – fields by name. */
import { combine as combineRecords } from '../value/arithmetic.ts';
import { aKind, asArray, kindOf } from '../value/kind.ts';
import { refuse } from '../value/value-error.ts';
import type { Value, ValueRecord } from '../value/value.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

const record = { name: 'record', kind: 'record', doc: 'the record' } as const;

const len = defineFunction({
  module: 'record',
  name: 'len',
  params: [record],
  returns: 'integer',
  doc: 'The number of fields.',
  examples: [
    { call: 'record::len({"a": 1, "b": 2})', result: '2' },
    { call: 'record::len([1])', error: 'takes a record as `record`, not an array' },
  ],
  constant: true,
  run: (fields) => fields.size,
});

const isEmpty = defineFunction({
  module: 'record',
  name: 'is_empty',
  params: [record],
  returns: 'bool',
  doc: 'Has it no fields?',
  examples: [
    { call: 'record::is_empty({})', result: 'true' },
    { call: 'record::is_empty([])', error: 'takes a record as `record`, not an array' },
  ],
  constant: true,
  run: (fields) => fields.size === 0,
});

const contains = defineFunction({
  module: 'record',
  name: 'contains',
  params: [record, { name: 'key', kind: 'string', doc: 'the name of the field' }],
  returns: 'bool',
  doc: 'Has it a field of that name? `present record[key]` asks the same.',
  examples: [
    { call: 'record::contains({"a": null}, "a")', result: 'true' },
    { call: 'record::contains({"a": 1}, "toString")', result: 'false' },
  ],
  constant: true,
  run: (fields, key) => fields.has(key),
});

const keys = defineFunction({
  module: 'record',
  name: 'keys',
  params: [record],
  returns: 'array',
  doc: 'The names of the fields, in their order.',
  examples: [
    { call: 'record::keys({"b": 1, "a": 2})', result: '["b", "a"]' },
    { call: 'record::keys(1)', error: 'takes a record as `record`, not the integer `1`' },
  ],
  constant: true,
  run: (fields) => [...fields.keys()],
});

const values = defineFunction({
  module: 'record',
  name: 'values',
  params: [record],
  returns: 'array',
  doc: 'The values of the fields, in their order.',
  examples: [
    { call: 'record::values({"b": 1, "a": 2})', result: '[1, 2]' },
    { call: 'record::values({})', result: '[]' },
  ],
  constant: true,
  run: (fields) => [...fields.values()],
});

const toArray = defineFunction({
  module: 'record',
  name: 'to_array',
  params: [record],
  returns: 'array',
  doc: 'The fields as pairs of name and value.',
  examples: [
    { call: 'record::to_array({"a": 1})', result: '[["a", 1]]' },
    { call: 'record::to_array([["a", 1]])', error: 'takes a record as `record`, not an array' },
  ],
  constant: true,
  run: (fields) => [...fields],
});

const fromArray = defineFunction({
  module: 'record',
  name: 'from_array',
  params: [{ name: 'pairs', kind: 'array', doc: 'arrays of a name and a value each' }],
  returns: 'record',
  doc: 'A record of pairs of name and value. Of several pairs of one name the last one counts.',
  examples: [
    { call: 'record::from_array([["a", 1], ["b", [2]]])', result: '{"a": 1, "b": [2]}' },
    {
      call: 'record::from_array([[1, 2]])',
      error: 'takes pairs of a string and a value, and item 0 is none',
    },
  ],
  constant: true,
  run: (pairs) => new Map(pairs.map(toEntry)),
});

function toEntry(item: Value, index: number): readonly [string, Value] {
  const pair = asArray(item);
  const key = pair?.[0];
  if (pair?.length === 2 && typeof key === 'string') return [key, pair[1]!];
  return refuse(
    'function-failed',
    `\`record::from_array\` takes pairs of a string and a value, and item ${index} is none`,
  );
}

const extract = defineFunction({
  module: 'record',
  name: 'extract',
  params: [record, { name: 'keys', kind: 'array', doc: 'the names of fields' }],
  returns: 'record',
  doc: 'A record of those fields only; names that it does not have are left out.',
  examples: [
    { call: 'record::extract({"a": 1, "b": 2}, ["b", "c"])', result: '{"b": 2}' },
    { call: 'record::extract({}, [1])', error: 'takes names of fields, not an integer' },
  ],
  constant: true,
  run: (fields, names) => {
    const wanted = new Set(names.map((name) => toName('extract', name)));
    return new Map([...fields].filter(([key]) => wanted.has(key)));
  },
});

function toName(caller: string, name: Value): string {
  if (typeof name === 'string') return name;
  return refuse('function-failed', `\`record::${caller}\` takes names of fields, not ${aKind(kindOf(name))}`);
}

const combine = defineFunction({
  module: 'record',
  name: 'combine',
  params: [
    { name: 'left', kind: 'record', doc: 'the first fields' },
    { name: 'right', kind: 'record', doc: 'the fields that win' },
  ],
  returns: 'record',
  doc: 'The fields of both records; of a name in both, the value on the right. The same as `+`.',
  examples: [
    { call: 'record::combine({"a": 1, "b": 1}, {"a": 2})', result: '{"a": 2, "b": 1}' },
    { call: 'record::combine({}, null)', error: 'takes a record as `right`, not `null`' },
  ],
  constant: true,
  run: combineRecords,
});

const rename = defineFunction({
  module: 'record',
  name: 'rename',
  params: [record, { name: 'names', kind: 'record', doc: 'new names by old names' }],
  returns: 'record',
  doc: 'The record with other names for some of its fields, which stay in their place. A field that already has a new name gives way.',
  examples: [
    { call: 'record::rename({"a": 1, "b": 2}, {"a": "c"})', result: '{"c": 1, "b": 2}' },
    { call: 'record::rename({"a": 1, "b": 2}, {"a": "b"})', result: '{"b": 1}' },
    { call: 'record::rename({"a": 1}, {"a": 1})', error: 'takes names of fields, not an integer' },
  ],
  constant: true,
  run: renameFields,
});

function renameFields(fields: ValueRecord, names: ValueRecord): ValueRecord {
  const taken = new Set<string>();
  for (const [from, to] of names) {
    const name = toName('rename', to);
    if (fields.has(from)) taken.add(name);
  }
  const renamed = new Map<string, Value>();
  for (const [key, value] of fields) {
    const name = names.get(key);
    if (typeof name === 'string') renamed.set(name, value);
    else if (!taken.has(key)) renamed.set(key, value);
  }
  return renamed;
}

export const RECORD_FUNCTIONS: readonly FunctionDefinition[] = [
  len,
  isEmpty,
  contains,
  keys,
  values,
  toArray,
  fromArray,
  extract,
  combine,
  rename,
];
