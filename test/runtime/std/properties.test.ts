/** What holds of functions whatever they are given. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acceptArgument, findConstant, findFunction } from '../../../src/runtime/std/index.ts';
import { equals, identical } from '../../../src/runtime/value/equality.ts';
import { compareTotal } from '../../../src/runtime/value/order.ts';
import { integer } from '../../../src/runtime/value/kind.ts';
import { ValueError } from '../../../src/runtime/value/value-error.ts';
import type { Value } from '../../../src/runtime/value/value.ts';
import { anyValue } from '../value/any-value.ts';

/** A call as a script would make it. */
function call(path: string, ...args: Value[]): Value {
  const at = path.lastIndexOf('::');
  const definition = findFunction(path.slice(0, at), path.slice(at + 2))!;
  return definition.run(...args.map((arg, index) => acceptArgument(definition, index, arg)));
}

const bytes = fc.uint8Array({ maxLength: 40 });
const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((each) => each.isWellFormed());
const unsigned = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(integer);
const signed = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(integer);
const anyInteger = fc.oneof(unsigned, signed);

describe('what is decoded is what was encoded', () => {
  const inverses: readonly [string, string, fc.Arbitrary<Value>][] = [
    ['base64::encode', 'base64::decode', bytes],
    ['url::encode', 'url::decode', text],
    ['binary::into_bytes', 'binary::from_bytes', bytes],
    ['string::into_binary', 'string::from_utf8_lossy', text],
    ['array::reverse', 'array::reverse', fc.array(anyInteger)],
    ['string::reverse', 'string::reverse', text],
    [
      'record::to_array',
      'record::from_array',
      fc.dictionary(text, anyInteger).map((each) => new Map(Object.entries(each))),
    ],
  ];
  test.each(inverses)('%s, %s', (encode, decode, arbitrary) => {
    fc.assert(fc.property(arbitrary, (value) => identical(call(decode, call(encode, value)), value)));
  });

  test.each(['json::encode', 'json::encode_pretty', 'tremor::chash::sorted_serialize'])(
    '%s, json::decode',
    (encode) => {
      const jsonValue = fc.letrec<{ value: Value }>((tie) => ({
        value: fc.oneof(
          { maxDepth: 3 },
          fc.constantFrom<Value>(null, true, false),
          anyInteger,
          text,
          fc.array(tie('value'), { maxLength: 4 }),
          fc.array(fc.tuple(text, tie('value')), { maxLength: 4 }).map((entries) => new Map(entries)),
        ),
      })).value;
      fc.assert(fc.property(jsonValue, (value) => equals(call('json::decode', call(encode, value)), value)));
    },
  );

  test('only what encoding gives is base64', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'Ab9+/=\n '), maxLength: 8 }), (input) => {
        try {
          return call('base64::encode', call('base64::decode', input)) === input;
        } catch (error) {
          return error instanceof ValueError;
        }
      }),
    );
  });

  test('url::encode leaves nothing that means something in an address', () => {
    fc.assert(
      fc.property(text, (input) =>
        /^([A-Za-z0-9]|%[0-9A-F]{2})*$/.test(call('url::encode', input) as string),
      ),
    );
  });
});

describe('array::sort', () => {
  test('goes by a total order', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (a, b, c) => {
        expect(Math.sign(compareTotal(a, b))).toBe(0 - Math.sign(compareTotal(b, a)));
        expect(compareTotal(a, a)).toBe(0);
        if (compareTotal(a, b) <= 0 && compareTotal(b, c) <= 0)
          expect(compareTotal(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  test('does not depend on the order before', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 6 }), (items) => {
        const sorted = call('array::sort', items) as readonly Value[];
        const again = call('array::sort', items.toReversed()) as readonly Value[];
        expect(sorted).toHaveLength(items.length);
        for (const [index, item] of sorted.entries()) expect(compareTotal(item, again[index]!)).toBe(0);
      }),
    );
  });
});

describe('range::range', () => {
  const start = fc.oneof(
    fc.integer({ min: -50, max: 50 }).map(BigInt),
    fc.constantFrom(2n ** 53n - 5n, 2n ** 63n - 5n, -(2n ** 63n)),
  );
  test('counts from start up to but not end', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: -3, max: 20 }), (from, length) => {
        const items = call('range::range', integer(from), integer(from + BigInt(length))) as readonly Value[];
        expect(items.map((item) => BigInt(item as bigint))).toEqual(
          Array.from({ length: Math.max(0, length) }, (_, index) => from + BigInt(index)),
        );
      }),
    );
  });

  test('contains what it has, and no integer besides', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: -40, max: 40 }),
        (from, length, wanted) => {
          const items = call('range::range', from, from + length) as readonly Value[];
          expect(call('range::contains', items, wanted)).toBe(items.includes(wanted));
        },
      ),
    );
  });
});

describe('time::nanos', () => {
  const units = [
    ['weeks', 'WEEK'],
    ['days', 'DAY'],
    ['hours', 'HOUR'],
    ['minutes', 'MINUTE'],
    ['seconds', 'SECOND'],
    ['millis', 'MILLISECOND'],
    ['micros', 'MICROSECOND'],
  ] as const;

  test.each(units)('from_%s is exact, or an error', (plural, singular) => {
    const nanos = BigInt(findConstant('time::nanos', `NANOS_PER_${singular}`)!.value as number);
    fc.assert(
      fc.property(anyInteger, (count) => {
        const exact = BigInt(count) * nanos;
        const isInRange = exact >= -(2n ** 63n) && exact < 2n ** 64n;
        if (!isInRange) expect(() => call(`time::nanos::from_${plural}`, count)).toThrow(ValueError);
        else expect(call(`time::nanos::from_${plural}`, count)).toBe(integer(exact));
      }),
    );
  });

  test.each(units.slice(1))('truncate_%s leaves whole ones', (plural, singular) => {
    const nanos = BigInt(findConstant('time::nanos', `NANOS_PER_${singular}`)!.value as number);
    fc.assert(
      fc.property(anyInteger, (time) => {
        const cut = BigInt(call(`time::nanos::truncate_${plural}`, time) as bigint);
        expect(cut).toBe((BigInt(time) / nanos) * nanos);
      }),
    );
  });
});

test('integer::parse reads what an integer looks like', () => {
  fc.assert(fc.property(signed, (value) => call('integer::parse', String(value)) === value));
});

test('float::parse reads what a float looks like', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      const parsed = call('float::parse', String(value));
      const read = typeof parsed === 'number' ? parsed : (parsed as { readonly value: number }).value;
      expect(Object.is(read, value) || (value === 0 && read === 0)).toBe(true);
    }),
  );
});
