import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../src/runtime/value/json.ts';
import { compileScript } from '../../src/index.ts';

/** `for … into … use …` against loops in JavaScript: over arrays and records, with filters. */

const small = fc.integer({ min: -9, max: 9 });
const key = fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'constructor', '1', '0');
const item = fc.oneof(
  small,
  fc.boolean(),
  fc.constantFrom('x', 'yz'),
  fc.constant(null),
  fc.array(small, { maxLength: 2 }),
);
const pairs = fc.uniqueArray(fc.tuple(key, item), { maxLength: 6, selector: ([name]) => name });
const container = fc.oneof(
  fc
    .array(item, { maxLength: 6 })
    .map((items) => ({ json: JSON.stringify(items), entries: [...items.entries()] })),
  pairs.map((entries) => ({
    json: `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
    entries,
  })),
);

type Entries = readonly (readonly [number | string, unknown])[];

const numbers = (entries: Entries): readonly number[] =>
  entries.map(([, value]) => value).filter((value) => typeof value === 'number');
const bools = (entries: Entries): readonly boolean[] =>
  entries.filter(([, value]) => typeof value === 'boolean').map(([, value]) => value as boolean);

/** What a loop gives, and what it should. */
const LOOPS: readonly (readonly [loop: string, expected: (entries: Entries) => unknown])[] = [
  ['for event of case (k, v) => [k, v] end', (entries) => entries],
  ['for event of case (_, v) when type::is_number(v) => v end', numbers],
  ['for event of case (k, _) => k into [0] end', (entries) => [0, ...entries.map(([name]) => name)]],
  [
    'for event of case (_, v) when type::is_number(v) => v into 1 end',
    (entries) => numbers(entries).reduce((a, b) => a + b, 1),
  ],
  [
    'for event of case (_, v) when type::is_number(v) => v into 3 use - end',
    (entries) => numbers(entries).reduce((a, b) => a - b, 3),
  ],
  [
    'for event of case (_, v) when type::is_number(v) => v into 2 use * end',
    (entries) => numbers(entries).reduce((a, b) => a * b + 0, 2),
  ],
  [
    'for event of case (_, v) when type::is_number(v) and v > 0 => v into 7 use & end',
    (entries) =>
      numbers(entries)
        .filter((n) => n > 0)
        .reduce((a, b) => a & b, 7),
  ],
  [
    'for event of case (_, v) when type::is_number(v) and v > 0 => v into 5 use ^ end',
    (entries) =>
      numbers(entries)
        .filter((n) => n > 0)
        .reduce((a, b) => a ^ b, 5),
  ],
  [
    'for event of case (_, v) when type::is_number(v) and v > 0 => v into 1000 use % end',
    (entries) =>
      numbers(entries)
        .filter((n) => n > 0)
        .reduce((a, b) => a % b, 1000),
  ],
  [
    'for event of case (_, v) when type::is_bool(v) => v into true use and end',
    (entries) => bools(entries).every((each) => each),
  ],
  [
    'for event of case (_, v) when type::is_bool(v) => v into false use or end',
    (entries) => bools(entries).some((each) => each),
  ],
  [
    'for event of case (_, v) when type::is_bool(v) => v into false use xor end',
    (entries) => bools(entries).reduce((a, b) => a !== b, false),
  ],
  [
    'for event of case (_, v) when type::is_string(v) => v into "" end',
    (entries) =>
      entries
        .filter(([, v]) => typeof v === 'string')
        .map(([, v]) => v)
        .join(''),
  ],
  [
    'for event of case (_, v) when type::is_array(v) => array::len(v) case (_, v) when type::is_number(v) => 100 into 0 end',
    (entries) =>
      entries.reduce(
        (sum, [, v]) => sum + (Array.isArray(v) ? v.length : typeof v === 'number' ? 100 : 0),
        0,
      ),
  ],
  // Decided once it is: what would fail behind that is not looked at.
  [
    'for event of case (_, v) when type::is_bool(v) => v case (_, _) => false into true use and end',
    (entries) => entries.every(([, v]) => v === true),
  ],
];

test.each(LOOPS)('%s', (loop, expected) => {
  const script = compileScript(loop);
  fc.assert(
    fc.property(container, ({ json, entries }) => {
      const result = script.run(parseJson(json));
      expect(result).toMatchObject({ kind: 'emit' });
      if (result.kind === 'emit') expect(result.value).toEqual(expected(entries));
    }),
  );
});

test('into a record: the fields of the results, the last of a name', () => {
  const script = compileScript(
    'for event of case (k, v) when type::is_number(v) => {"#{k}": v, "last": k} into {"first": 0} end',
  );
  fc.assert(
    fc.property(container, ({ json, entries }) => {
      const wanted = new Map<string, unknown>([['first', 0]]);
      for (const [name, value] of entries) {
        if (typeof value === 'number') wanted.set(String(name), value).set('last', name);
      }
      const result = script.run(parseJson(json));
      expect(result.kind === 'emit' && [...(result.value as Map<string, unknown>)]).toEqual([...wanted]);
    }),
  );
});
