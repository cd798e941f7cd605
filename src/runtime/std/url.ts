/** `url::` – text in addresses. */
import { isUtf8 } from 'node:buffer';
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
  run: (text) => text.replace(/[^A-Za-z0-9]+/g, escaped),
});

function escaped(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('hex')
    .replace(/../g, (digits) => `%${digits.toUpperCase()}`);
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
    const bytes = Buffer.from(
      Buffer.from(text, 'utf8')
        .toString('latin1')
        .replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16))),
      'latin1',
    );
    if (isUtf8(bytes)) return bytes.toString('utf8');
    return refuse('function-failed', `\`url::decode\`: ${describeValue(text)} does not stand for UTF-8`);
  },
});

export const URL_FUNCTIONS: readonly FunctionDefinition[] = [encode, decode];
