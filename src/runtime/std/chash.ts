/** `tremor::chash::` – consistent hashing: what has a place keeps it when places are added. */
import { asArray, asRecord } from '../value/kind.ts';
import type { Integer } from '../value/kind.ts';
import { jsonText } from '../value/json.ts';
import { compareTotal } from '../value/order.ts';
import { refuse } from '../value/value-error.ts';
import type { Value } from '../value/value.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';
import { sipHash } from './siphash.ts';

const key = { name: 'key', kind: 'string', doc: 'what needs a place' } as const;
const slots = {
  name: 'slot_count',
  kind: 'integer',
  doc: 'how many places there are, 1 to 4294967295',
} as const;

/** Those of Tremor, so that both send the same key to the same place. */
const FIRST_KEY = 8_390_880_576_440_238_080n;
const SECOND_KEY = 128_034_676_764_530n;

const jump = defineFunction({
  module: 'tremor::chash',
  name: 'jump',
  params: [key, slots],
  returns: 'integer',
  doc: 'The place of a key among `slot_count`, from 0 on: always the same, spread evenly, and when places are added at the end only as many keys move as must. (SipHash-1-3 and jump consistent hash, with the keys of Tremor.)',
  examples: [
    { call: 'tremor::chash::jump("snot", 9)', result: '8' },
    { call: 'tremor::chash::jump("badger", 9)', result: '2' },
    {
      call: 'tremor::chash::jump("a", 0)',
      error: '`tremor::chash::jump` needs 1 to 4294967295 places, not 0',
    },
    { call: 'tremor::chash::jump(1, 2)', error: 'takes a string as `key`, not the integer `1`' },
  ],
  constant: true,
  run: (text, count) => place('jump', [FIRST_KEY, SECOND_KEY], text, count),
});

const jumpWithKeys = defineFunction({
  module: 'tremor::chash',
  name: 'jump_with_keys',
  params: [
    { name: 'k1', kind: 'integer', doc: 'the first key of the hash, from 0' },
    { name: 'k2', kind: 'integer', doc: 'the second key of the hash, from 0' },
    key,
    slots,
  ],
  returns: 'integer',
  doc: 'As `tremor::chash::jump`, with keys of your own for the hash: other keys give other places.',
  examples: [
    { call: 'tremor::chash::jump_with_keys(8, 2, "badger", 9)', result: '3' },
    { call: 'tremor::chash::jump_with_keys(0, 0, "test1", 10000000)', result: '8970050' },
    {
      call: 'tremor::chash::jump_with_keys(-1, 2, "a", 9)',
      error: 'takes keys from 0 on, and `k1` is -1',
    },
  ],
  constant: true,
  run: (k1, k2, text, count) => {
    const keys = [keyOf('k1', k1), keyOf('k2', k2)] as const;
    return place('jump_with_keys', keys, text, count);
  },
});

function keyOf(name: string, value: Integer): bigint {
  if (value >= 0) return BigInt(value);
  return refuse(
    'function-failed',
    `\`tremor::chash::jump_with_keys\` takes keys from 0 on, and \`${name}\` is ${value}`,
  );
}

const MOST_SLOTS = 0xffffffff;

function place(name: string, keys: readonly [bigint, bigint], text: string, count: Integer): number {
  if (count < 1 || count > MOST_SLOTS) {
    return refuse(
      'function-failed',
      `\`tremor::chash::${name}\` needs 1 to ${MOST_SLOTS} places, not ${count}`,
    );
  }
  // A byte that is no text ends it, as it does in Rust.
  const bytes = Buffer.concat([Buffer.from(text, 'utf8'), END_OF_TEXT]);
  return jumpHash(sipHash(1, 3, keys, bytes), Number(count));
}

const END_OF_TEXT = Uint8Array.of(0xff);

/** The place of a hash (Lamping and Veach, 2014). */
export function jumpHash(hash: bigint, slotCount: number): number {
  let state = hash;
  let found = -1;
  let next = 0;
  while (next < slotCount) {
    found = next;
    state = BigInt.asUintN(64, state * 2_862_933_555_777_941_757n + 1n);
    next = Math.trunc((found + 1) * (2 ** 31 / (Number(state >> 33n) + 1)));
  }
  return found;
}

const sortedSerialize = defineFunction({
  module: 'tremor::chash',
  name: 'sorted_serialize',
  params: [{ name: 'value', kind: 'any', doc: 'any value' }],
  returns: 'string',
  doc: 'The JSON text of a value with the fields of records in the order of their names: equal values have equal texts, which can be hashed.',
  examples: [
    {
      call: 'tremor::chash::sorted_serialize({"b": [2, 1.0], "a": {"d": null, "c": "x"}})',
      result: '"{\\"a\\":{\\"c\\":\\"x\\",\\"d\\":null},\\"b\\":[2,1.0]}"',
    },
    {
      call: 'tremor::chash::sorted_serialize([8, "snot", 2, "badger"])',
      result: '"[8,\\"snot\\",2,\\"badger\\"]"',
    },
  ],
  constant: true,
  run: (value) => jsonText(sorted(value)),
});

/** The same value with its records in order. */
function sorted(value: Value): Value {
  const items = asArray(value);
  if (items !== undefined) return items.map(sorted);
  const record = asRecord(value);
  if (record === undefined) return value;
  const entries = Array.from(record, ([name, field]) => [name, sorted(field)] as const);
  return new Map(entries.sort(([a], [b]) => compareTotal(a, b)));
}

export const CHASH_FUNCTIONS: readonly FunctionDefinition[] = [jump, jumpWithKeys, sortedSerialize];
