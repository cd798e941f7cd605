import { describe, expect, test } from 'vitest';
import { findFunction } from '../../../src/runtime/std/index.ts';
import { BitWriter } from '../../../src/runtime/value/bits.ts';
import { startFold } from '../../../src/runtime/value/fold.ts';
import { MAX_ITEMS, MAX_LENGTH } from '../../../src/runtime/value/limits.ts';
import { BINARY_OPERATIONS } from '../../../src/runtime/value/operators.ts';
import { displayText } from '../../../src/runtime/value/text.ts';
import type { Value } from '../../../src/runtime/value/value.ts';

/** What takes seconds is left out otherwise. */
const IS_LONG = process.env['FLOWRUN_TEST_LONG'] !== undefined;

const TEXT_TOO_LONG = `the text would have more than ${MAX_LENGTH} characters`;
const ARRAY_TOO_LONG = `the array would have more than ${MAX_ITEMS} items`;

/** Half of what an array can have, and one item more. */
const half: readonly Value[] = new Array<Value>(MAX_ITEMS / 2 + 1).fill(0);
const mega = 'a'.repeat(1024 * 1024);
/** As text, one character for each of them, and 256 times the text. */
const shared: readonly Value[] = new Array<Value>(256).fill(mega);

function call(name: string, ...args: readonly Value[]): Value {
  const [module, member] = name.split('::') as [string, string];
  return findFunction(module, member)!.run(...args);
}

describe('a text does not become too long', () => {
  const cases: readonly (readonly [name: string, make: () => Value])[] = [
    ['json::encode', () => call('json::encode', shared)],
    ['json::encode_pretty', () => call('json::encode_pretty', shared)],
    ['array::join', () => call('array::join', shared, '')],
    ['array::join, by what is between', () => call('array::join', new Array<Value>(130).fill(0), mega)],
    ['string::format', () => call('string::format', '{}'.repeat(130), ...new Array<Value>(130).fill(mega))],
    ['string::replace', () => call('string::replace', mega, 'a', 'b'.repeat(130))],
    ['re::replace', () => call('re::replace', 'a+', mega, '${0}'.repeat(130))],
    ['re::replace_all', () => call('re::replace_all', '.', 'a'.repeat(130), `\${0}${mega}`)],
    ['base64::encode', () => call('base64::encode', new Uint8Array((MAX_LENGTH / 4) * 3 + 1))],
  ];

  const long: typeof cases = [
    ['an interpolated array', () => displayText(shared)],
    ['url::encode', () => call('url::encode', '%'.repeat(MAX_LENGTH / 3 + 1))],
  ];

  test.each([...cases, ...(IS_LONG ? long : [])])('%s', (_, make) => expect(make).toThrow(TEXT_TOO_LONG));

  test('up to the limit, it does', () => {
    const text = call('array::join', new Array<Value>(128).fill(mega), '');
    expect((text as string).length).toBe(MAX_LENGTH);
    expect(call('string::replace', 'a'.repeat(1024), 'aa', mega.slice(0, 1024))).toHaveLength(512 * 1024);
  });

  test('bytes', () => {
    const writer = new BitWriter();
    const write = () => {
      for (let i = 0; i < 3; i++) {
        writer.write({ type: 'binary', isLittle: false, bits: null }, new Uint8Array(MAX_LENGTH / 2));
      }
    };
    expect(write).toThrow(`there would be more than ${MAX_LENGTH} bytes`);
  });
});

describe('an array does not get too many items', () => {
  const cases: readonly (readonly [name: string, make: () => Value])[] = [
    ['+', () => BINARY_OPERATIONS['+'](half, half)],
    ['array::concatenate', () => call('array::concatenate', half, half)],
    ['array::push', () => call('array::push', new Array<Value>(MAX_ITEMS).fill(0), 1)],
    ['binary::into_bytes', () => call('binary::into_bytes', new Uint8Array(MAX_ITEMS + 1))],
    ['string::split', () => call('string::split', 'a'.repeat(MAX_ITEMS), '')],
  ];

  const long: typeof cases = [
    ['array::flatten', () => call('array::flatten', [half, half])],
    ['string::split by a text', () => call('string::split', ','.repeat(MAX_ITEMS), ',')],
  ];

  test.each([...cases, ...(IS_LONG ? long : [])])('%s', (_, make) => expect(make).toThrow(ARRAY_TOO_LONG));

  test('for', () => {
    const fold = startFold(new Array<Value>(MAX_ITEMS - 1).fill(0), '+');
    fold.add(1);
    expect(() => fold.add(1)).toThrow(ARRAY_TOO_LONG);
  });
});
