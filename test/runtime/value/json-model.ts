import fc from 'fast-check';
import { LazyJson } from '../../../src/runtime/value/lazy-json.ts';
import { Float, type Value } from '../../../src/runtime/value/value.ts';

/** The value as `JSON.parse` would give it: what the platform's parser is compared with. */
export function asPlain(value: Value): unknown {
  if (value instanceof LazyJson) return asPlain(value.built());
  if (value instanceof Map) {
    const plain: Record<string, unknown> = {};
    for (const [key, field] of value as ReadonlyMap<string, Value>) {
      Object.defineProperty(plain, key, { value: asPlain(field), enumerable: true, configurable: true });
    }
    return plain;
  }
  if (Array.isArray(value)) return (value as readonly Value[]).map(asPlain);
  if (value instanceof Float) return value.value;
  return typeof value === 'bigint' ? Number(value) : value;
}

/** JSON texts with blanks between the tokens, escapes, repeated keys and numbers of every form. */
export const jsonTexts: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => {
  const blank = fc.constantFrom('', '', '', ' ', '\t', '\n', '\r\n  ');
  const text = fc.oneof(
    fc.string({ unit: 'binary' }).map((string) => JSON.stringify(string)),
    fc.constantFrom(
      '""',
      '"a"',
      '"key"',
      '"\\u006bey"',
      '"\\ud83d\\ude00"',
      '"\\ud800"',
      '"\\/\\b\\f"',
      '"é"',
    ),
  );
  const number = fc.oneof(
    fc.integer().map(String),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map(String),
    fc.double({ noDefaultInfinity: true, noNaN: true }).map((float) => float.toExponential()),
    fc.constantFrom('0', '-0.0', '7.0', '1e2', '1E+2', '-1.5e-7', '9007199254740993', '1e308'),
  );
  const list = (item: fc.Arbitrary<string>, open: string, close: string): fc.Arbitrary<string> =>
    fc
      .tuple(fc.array(fc.tuple(blank, item, blank), { maxLength: 5 }), blank)
      .map(
        ([items, gap]) =>
          open + (items.length > 0 ? items.map((parts) => parts.join('')).join(',') : gap) + close,
      );
  const field = fc
    .tuple(text, blank, blank, tie('value'))
    .map(([key, before, after, value]) => `${key}${before}:${after}${value}`);
  return {
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(text, number, fc.constantFrom('true', 'false', 'null')),
      list(tie('value'), '[', ']'),
      list(field, '{', '}'),
    ),
  };
}).value;
