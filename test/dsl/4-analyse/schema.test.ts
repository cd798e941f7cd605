import { expect, test } from 'vitest';
import { z } from 'zod';
import { keysAt, takesInteger } from '../../../src/dsl/4-analyse/index.ts';

const schema = z.strictObject({
  plain: z.string(),
  nested: z.strictObject({ a: z.string(), b: z.int() }).optional(),
  list: z.array(z.strictObject({ item: z.string() })).default([]),
  byName: z.record(z.string(), z.strictObject({ x: z.int() })),
  either: z.union([z.string(), z.strictObject({ left: z.int() }), z.strictObject({ right: z.int() })]),
  kind: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('a'), size: z.int() }),
    z.strictObject({ type: z.literal('b') }),
  ]),
  piped: z.strictObject({ before: z.string() }).transform(({ before }) => before),
  checked: z.strictObject({ low: z.int(), high: z.int() }).refine(({ low, high }) => low < high),
});

test.each([
  [[], ['plain', 'nested', 'list', 'byName', 'either', 'kind', 'piped', 'checked']],
  [['nested'], ['a', 'b']],
  [['list', 3], ['item']],
  [['byName', 'any'], ['x']],
  [['either'], ['left', 'right']],
  [['kind'], ['type', 'size']],
  [['piped'], ['before']],
  [['checked'], ['low', 'high']],
  [['plain'], []],
  [['none', 'deeper'], []],
  [['__proto__'], []],
])('the keys at %j are %j', (path, keys) => {
  expect(keysAt(schema, path)).toEqual(keys);
});

test('are found behind a refinement, a default and a transformation of the whole', () => {
  const wrapped = z
    .strictObject({ a: z.string() })
    .refine(() => true)
    .transform((value) => value.a)
    .prefault({ a: '' });
  expect(keysAt(wrapped)).toEqual(['a']);
});

test('tells settings that take integers only', () => {
  const numbers = z.strictObject({
    int: z.int().min(1),
    optional: z.int().optional(),
    checked: z.number().int().default(1),
    float: z.number().min(1),
    either: z.union([z.int(), z.number()]),
    mixed: z.union([z.int(), z.string()]),
    text: z.string(),
  });
  const keys = Object.keys(numbers.shape).filter((key) => takesInteger(numbers, [key]));
  expect(keys).toEqual(['int', 'optional', 'checked', 'mixed']);
});
