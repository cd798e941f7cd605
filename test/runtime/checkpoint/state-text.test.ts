import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../../../src/runtime/byte-writer.ts';
import { StateWriter, readState, writeState } from '../../../src/runtime/checkpoint/state-text.ts';
import { DeferredItems } from '../../../src/runtime/value/captured.ts';
import { jsonText, parseJson } from '../../../src/runtime/value/json.ts';
import { JsonScanner } from '../../../src/runtime/value/json-scan.ts';
import { LazyJson } from '../../../src/runtime/value/lazy-json.ts';
import { Float } from '../../../src/runtime/value/value.ts';
import type { Value } from '../../../src/runtime/value/value.ts';
import { anyValue } from '../value/any-value.ts';

function textOf(state: Value): string {
  const out = new ByteWriter();
  writeState(state, out);
  return out.written.toString('utf8');
}

const restored = (state: Value): Value => readState(parseJson(textOf(state)));

/** Text that nobody has looked into. */
function lazy(text: string): Value {
  const bytes = Buffer.from(text);
  return new JsonScanner().scan(bytes, 0, bytes.length)!;
}

/** What JSON lacks, and what looks like the tags that stand for it. */
const unusual = fc.oneof(
  fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom<Value>(
    NaN,
    Infinity,
    -Infinity,
    new Float(-0),
    2n ** 64n - 1n,
    -(2n ** 63n),
    '\ud800',
    'a\udfff',
  ),
  fc
    .tuple(fc.constantFrom('$bytes', '$float', '$json', '$record', '$other', '$'), anyValue)
    .map((entry): Value => new Map([entry])),
);

/** All of these, inside one another. */
const anyState: fc.Arbitrary<Value> = fc.letrec<{ state: Value }>((tie) => ({
  state: fc.oneof(
    { maxDepth: 3 },
    anyValue,
    unusual,
    fc.array(tie('state'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom('a', '$record', '__proto__', '\ud83d'), tie('state')), { maxLength: 3 })
      .map((entries) => new Map(entries)),
  ),
})).state;

test('every state comes back as it was', () => {
  fc.assert(
    fc.property(anyState, (state) => {
      expect(restored(state)).toStrictEqual(state);
    }),
    { numRuns: 500 },
  );
});

/** Of small values: what is begun is ended, so that a piece can be longer by one of them. */
const MOST_OF_A_VALUE = 20;
const smallValues: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.integer(),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(tie('value'), { maxLength: 5 }).map((items) => {
      // Not `Captured` by its type, which the state in a checkpoint is.
      return new DeferredItems(items.length, (index) => items[index]!) as unknown as Value;
    }),
    fc
      .array(fc.tuple(fc.constantFrom('a', '$b', 'c'), tie('value')), { maxLength: 3 })
      .map((entries) => new Map(entries)),
  ),
})).value;

test('in pieces it is the same text', () => {
  fc.assert(
    fc.property(smallValues, fc.integer({ min: 1, max: 50 }), (state, bytes) => {
      const whole = textOf(state);
      const out = new ByteWriter();
      const writer = new StateWriter(state, out);
      const pieces: string[] = [];
      for (let isDone = false; !isDone;) {
        isDone = writer.writeUpTo(bytes);
        pieces.push(out.written.toString('utf8'));
        out.truncate(0);
      }
      expect(pieces.join('')).toBe(whole);
      for (const [index, { length }] of pieces.entries()) {
        expect(length).toBeLessThan(bytes + MOST_OF_A_VALUE);
        if (index < pieces.length - 1) expect(length).toBeGreaterThanOrEqual(bytes);
      }
    }),
  );
});

test.each([
  '{ "price": 12.50,  "n": 1.0e2 }',
  '{"$bytes": "no bytes at all"}',
  '[1,\n 2]',
  '{"a":1,"a":2}',
  '{"\\u0024json": "\\ud800"}',
])('what nobody has looked into leaves as the text it came as: %s', (text) => {
  const state = new Map([['last', lazy(text)]]);
  const back = restored(state) as ReadonlyMap<string, Value>;
  expect(back.get('last')).toBeInstanceOf(LazyJson);
  expect(jsonText(back)).toBe(jsonText(state));
});

test('ordinary state is ordinary JSON', () => {
  const state = parseJson('{"count":3,"sum":7.0,"seen":["a",12345678901234567890,null]}');
  expect(textOf(state)).toBe('{"count":3,"sum":7.0,"seen":["a",12345678901234567890,null]}');
});

test('a state that is nested too deep is refused, not cut', () => {
  let state: Value = 1;
  for (let depth = 0; depth < 1_100; depth++) state = [state];
  expect(() => textOf(state)).toThrow('more than 1000 records and arrays inside one another');
});
