/** `base64::` – bytes as text. */
import { checkTextLength } from '../value/limits.ts';
import { refuse } from '../value/value-error.ts';
import { describeValue } from '../value/text.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

const encode = defineFunction({
  module: 'base64',
  name: 'encode',
  params: [{ name: 'input', kind: 'bytes', doc: 'any bytes' }],
  returns: 'string',
  doc: 'The bytes in base64, with padding. The bytes of a text are `string::into_binary(text)`.',
  examples: [
    { call: 'base64::encode(string::into_binary("snot"))', result: '"c25vdA=="' },
    { call: 'base64::encode("snot")', error: 'takes bytes as `input`, not the string `"snot"`' },
  ],
  constant: true,
  run: (input) => {
    checkTextLength(4 * Math.ceil(input.length / 3));
    return Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString('base64');
  },
});

/** Groups of four, of which the last is filled up. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const decode = defineFunction({
  module: 'base64',
  name: 'decode',
  params: [{ name: 'text', kind: 'string', doc: 'base64, with padding and without line breaks' }],
  returns: 'bytes',
  doc: 'The bytes that a text in base64 stands for. A text in them is `string::from_utf8_lossy(bytes)`.',
  examples: [
    { call: 'string::from_utf8_lossy(base64::decode("c25vdA=="))', result: '"snot"' },
    { call: 'type::as_string(base64::decode(""))', result: '"bytes"' },
    { call: 'base64::decode("c25vdA")', error: '`base64::decode`: the string `"c25vdA"` is not base64' },
    { call: 'base64::decode("c2_v")', error: '`base64::decode`: the string `"c2_v"` is not base64' },
    { call: 'base64::decode("c25vdB==")', error: '`base64::decode`: the string `"c25vdB=="` is not base64' },
  ],
  constant: true,
  run: (text) => {
    const bytes = BASE64.test(text) ? Buffer.from(text, 'base64') : null;
    // The bits that padding leaves over are 0: no two texts stand for the same bytes.
    if (bytes?.toString('base64') === text) return bytes;
    return refuse('function-failed', `\`base64::decode\`: ${describeValue(text)} is not base64`);
  },
});

export const BASE64_FUNCTIONS: readonly FunctionDefinition[] = [encode, decode];
