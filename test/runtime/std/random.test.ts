import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findFunction } from '../../../src/runtime/std/index.ts';
import type { CallContext } from '../../../src/runtime/std/index.ts';
import { RandomGenerator, generatorFor } from '../../../src/runtime/std/random-generator.ts';
import type { Value } from '../../../src/runtime/value/value.ts';

function eventAt(ingestNs: bigint, offset: number): CallContext {
  return { ingestNs, offset, origin: { uri: '' }, instance: 'main', groups: 0 };
}

function random(name: string, context: CallContext, ...args: Value[]): Value {
  return findFunction('random', name)!.runFor!(context, ...args);
}

const context = fc
  .tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.integer({ min: -1, max: 1_000_000 }))
  .map(([ingestNs, offset]) => eventAt(ingestNs, offset));

test('the generator gives the numbers that are known of xoshiro256++ behind SplitMix64', () => {
  const generator = new RandomGenerator(0n);
  const numbers = [generator.next(), generator.next(), generator.next(), generator.next()];
  expect(numbers).toEqual([
    5_987_356_902_031_041_503n,
    7_051_070_477_665_621_255n,
    6_633_766_593_972_829_180n,
    211_316_841_551_650_330n,
  ]);
});

test('the same event gets the same', () => {
  fc.assert(
    fc.property(context, (event) => {
      for (const name of ['bool', 'integer', 'float'])
        expect(random(name, event)).toEqual(random(name, event));
      expect(random('string', event, 9)).toBe(random('string', event, 9));
    }),
  );
});

test('events of one batch get different values, and so do events at the same place of different batches', () => {
  const values = new Set<Value>();
  for (let i = 0; i < 1000; i++) {
    values.add(random('integer', eventAt(1_700_000_000_000_000_000n, i)));
    values.add(random('integer', eventAt(1_700_000_000_000_000_001n + BigInt(i), 0)));
  }
  expect(values.size).toBe(2000);
});

test('an integer is within its bounds', () => {
  const bound = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(context, bound, bound, (event, a, b) => {
      fc.pre(a !== b);
      const [low, high] = a < b ? [a, b] : [b, a];
      const found = BigInt(random('integer', event, low, high) as bigint);
      expect(found >= low && found < high).toBe(true);
    }),
  );
});

test('a float is within its bounds', () => {
  const bound = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 });
  fc.assert(
    fc.property(context, bound, bound, (event, a, b) => {
      fc.pre(a !== b);
      const [low, high] = a < b ? [a, b] : [b, a];
      const found = random('float', event, low, high);
      const value = typeof found === 'number' ? found : (found as { readonly value: number }).value;
      expect(value >= low && value < high).toBe(true);
    }),
  );
});

test('every number below a bound is about as likely as any other', () => {
  const found = new Array<number>(7).fill(0);
  for (let i = 0; i < 7000; i++) found[Number(generatorFor(eventAt(5n, i)).below(7n))]!++;
  for (const each of found) expect(Math.abs(each - 1000)).toBeLessThan(150);
});

test('the identifiers of spans and traces of one event have nothing in common', () => {
  const id = (name: string): Value => findFunction('cncf::otel', name)!.runFor!(eventAt(1n, 1));
  expect(id('gen_trace_id_string')).not.toContain(id('gen_span_id_string'));
  expect(id('gen_span_id_array')).toEqual([...(id('gen_span_id_bytes') as Uint8Array)]);
});
