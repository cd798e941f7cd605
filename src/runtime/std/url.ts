/** `url::` – text in addresses. */
import { isUtf8 } from 'node:buffer';
import { checkTextLength } from '../value/limits.ts';
import { describeValue } from '../value/text.ts';
import { refuse } from '../value/value-error.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

const encode = defineFunction({
  module: 'url',
  name: 'encode',
  params: [{ name: 'text', kind: 'string', doc: 'any text' }],
  returns: 'string',
  doc: 'The text for a place in an address: every byte of its UTF-8 that is no ASCII letter and no digit is written as `%` and two hexadecimal digits.',
  examples: [
    { call: 'url::encode("snot badger")', result: '"snot%20badger"' },
    { call: 'url::encode("a-b_c/ë")', result: '"a%2Db%5Fc%2F%C3%AB"' },
    { call: 'url::encode(1)', error: 'takes a string as `text`, not the integer `1`' },
  ],
  constant: true,
  run: escaped,
});

const HEXADECIMAL = Buffer.from('0123456789ABCDEF');
const PERCENT = 0x25;

function escaped(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  let plain = 0;
  for (const byte of bytes) plain += isPlain(byte) ? 1 : 0;
  if (plain === bytes.length) return text;
  const length = plain + 3 * (bytes.length - plain);
  checkTextLength(length);
  const out = Buffer.allocUnsafe(length);
  let at = 0;
  for (const byte of bytes) {
    if (isPlain(byte)) {
      out[at++] = byte;
    } else {
      out[at++] = PERCENT;
      out[at++] = HEXADECIMAL[byte >> 4]!;
      out[at++] = HEXADECIMAL[byte & 15]!;
    }
  }
  return out.toString('latin1');
}

/** ASCII letters and digits. */
function isPlain(byte: number): boolean {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39);
}

const decode = defineFunction({
  module: 'url',
  name: 'decode',
  params: [
    { name: 'text', kind: 'string', doc: 'text with `%` and two hexadecimal digits for some of its bytes' },
  ],
  returns: 'string',
  doc: 'The text that an encoded one stands for. A `%` without two hexadecimal digits stands for itself, and so does a `+`. What is not UTF-8 is an error.',
  examples: [
    { call: 'url::decode("%22snot%20badger%22")', result: '"\\"snot badger\\""' },
    { call: 'url::decode("100%+1")', result: '"100%+1"' },
    { call: 'url::decode("%C3%28")', error: '`url::decode`: the string `"%C3%28"` does not stand for UTF-8' },
  ],
  constant: true,
  run: (text) => {
    if (!text.includes('%')) return text;
    const bytes = unescaped(Buffer.from(text, 'utf8'));
    if (isUtf8(bytes)) return bytes.toString('utf8');
    return refuse('function-failed', `\`url::decode\`: ${describeValue(text)} does not stand for UTF-8`);
  },
});

/** In place: what is unescaped is never longer. */
function unescaped(bytes: Buffer): Buffer {
  let end = 0;
  for (let at = 0; at < bytes.length; at++) {
    const [high, low] = [digitOf(bytes[at + 1]), digitOf(bytes[at + 2])];
    const isEscape = bytes[at] === PERCENT && high >= 0 && low >= 0;
    bytes[end++] = isEscape ? high * 16 + low : bytes[at]!;
    if (isEscape) at += 2;
  }
  return bytes.subarray(0, end);
}

/** -1 for what is no hexadecimal digit. */
function digitOf(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}

export const URL_FUNCTIONS: readonly FunctionDefinition[] = [encode, decode];
