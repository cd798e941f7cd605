/** `binary::` – bytes. */
import { checkItemCount } from '../value/limits.ts';
import { describeValue } from '../value/text.ts';
import { refuse } from '../value/value-error.ts';
import type { Value } from '../value/value.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

const bytes = { name: 'input', kind: 'bytes', doc: 'any bytes' } as const;

const len = defineFunction({
  module: 'binary',
  name: 'len',
  params: [bytes],
  returns: 'integer',
  doc: 'The number of bytes.',
  examples: [
    { call: 'binary::len(string::into_binary("zoë"))', result: '4' },
    { call: 'binary::len("zoë")', error: 'takes bytes as `input`, not the string `"zoë"`' },
  ],
  constant: true,
  run: (input) => input.length,
});

const fromBytes = defineFunction({
  module: 'binary',
  name: 'from_bytes',
  params: [{ name: 'items', kind: 'array', doc: 'integers from 0 to 255' }],
  returns: 'bytes',
  doc: 'The bytes that an array has as integers.',
  examples: [
    { call: 'string::from_utf8_lossy(binary::from_bytes([115, 110, 111, 116]))', result: '"snot"' },
    { call: 'binary::len(binary::from_bytes([]))', result: '0' },
    {
      call: 'binary::from_bytes([1, 256])',
      error: 'takes integers from 0 to 255, and item 1 is the integer `256`',
    },
    { call: 'binary::from_bytes(["a"])', error: 'and item 0 is the string `"a"`' },
  ],
  constant: true,
  run: (items) => Uint8Array.from(items, toByte),
});

function toByte(item: Value, index: number): number {
  if (typeof item === 'number' && Number.isInteger(item) && item >= 0 && item <= 255) return item;
  return refuse(
    'function-failed',
    `\`binary::from_bytes\` takes integers from 0 to 255, and item ${index} is ${describeValue(item)}`,
  );
}

const intoBytes = defineFunction({
  module: 'binary',
  name: 'into_bytes',
  params: [bytes],
  returns: 'array',
  doc: 'The bytes as an array of integers.',
  examples: [
    { call: 'binary::into_bytes(string::into_binary("snot"))', result: '[115, 110, 111, 116]' },
    { call: 'binary::into_bytes([115])', error: 'takes bytes as `input`, not an array' },
  ],
  constant: true,
  run: (input) => {
    checkItemCount(input.length);
    return Array.from(input);
  },
});

export const BINARY_FUNCTIONS: readonly FunctionDefinition[] = [len, fromBytes, intoBytes];
