import { expect, test } from 'vitest';
import { PlacedRecord } from '../../../../src/connectors/s3/changes/placed-record.ts';
import { ByteWriter } from '../../../../src/runtime/api.ts';
import type { Value } from '../../../../src/runtime/api.ts';
import { writeJson } from '../../../../src/runtime/value/json.ts';

const base = new Map<string, Value>([
  ['key', 'a'],
  ['version_id', null],
]);
const whole: readonly (readonly [string, Value])[] = [
  ['key', 'a'],
  ['version_id', null],
  ['offset', 7],
  ['line', 2],
];
const record = (): PlacedRecord => new PlacedRecord(base, 7, 2);

test.each<[string, (given: Map<string, Value>) => unknown]>([
  ['get', (given) => ['key', 'version_id', 'offset', 'line', 'x'].map((name) => given.get(name))],
  ['has', (given) => ['key', 'version_id', 'offset', 'line', 'x'].map((name) => given.has(name))],
  ['size', (given) => given.size],
  ['keys', (given) => [...given.keys()]],
  ['values', (given) => [...given.values()]],
  ['entries', (given) => [...given.entries()]],
  ['iteration', (given) => [...given]],
  ['a copy', (given) => [...new Map(given)]],
  ['forEach', (given) => given.forEach((value, name) => [value, name])],
  ['set', (given) => [...given.set('offset', 1).set('x', 2)]],
  ['delete', (given) => [given.delete('key'), given.get('key'), ...given]],
  ['clear', (given) => [given.clear(), given.get('key'), ...given]],
  [
    'JSON',
    (given) => {
      const out = new ByteWriter(64);
      writeJson(given, out);
      return out.written.toString();
    },
  ],
])('is what a map of all of it is: %s', (_name, look) => {
  const map = new Map<string, Value>(whole);
  expect(look(record())).toEqual(look(map));
  const used = record();
  look(used);
  const usedMap = new Map<string, Value>(whole);
  look(usedMap);
  expect([[...used], used.get('offset'), used.get('key')]).toEqual([
    [...usedMap],
    usedMap.get('offset'),
    usedMap.get('key'),
  ]);
});

test('what is done to one is not done to the others', () => {
  record().set('key', 'other');
  expect([...record()]).toEqual(whole);
});
