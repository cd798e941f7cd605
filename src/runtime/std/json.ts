/** `json::` – text and values. */
import { CodecError } from '../api.ts';
import { jsonText, parseJson } from '../value/json.ts';
import { asArray, asRecord } from '../value/kind.ts';
import { refuse } from '../value/value-error.ts';
import type { Value } from '../value/value.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

const decode = defineFunction({
  module: 'json',
  name: 'decode',
  params: [{ name: 'text', kind: 'string', doc: 'JSON' }],
  returns: 'any',
  doc: 'The value that a JSON text stands for.',
  examples: [
    { call: 'json::decode("[1, 2.0, null]")', result: '[1, 2.0, null]' },
    { call: 'json::decode("{")', error: '`json::decode`: ' },
  ],
  constant: true,
  run: (text) => {
    try {
      return parseJson(text);
    } catch (error) {
      if (error instanceof CodecError) return refuse('function-failed', `\`json::decode\`: ${error.message}`);
      throw error;
    }
  },
});

const encode = defineFunction({
  module: 'json',
  name: 'encode',
  params: [{ name: 'value', kind: 'any', doc: 'any value' }],
  returns: 'string',
  doc: 'The JSON text of a value, on one line and without blanks. Bytes become a string in base64; what is no number in JSON (`1 / 0.0`) becomes `null`.',
  examples: [
    { call: 'json::encode({"a": [1, 2.0]})', result: '"{\\"a\\":[1,2.0]}"' },
    { call: 'json::encode("a")', result: '"\\"a\\""' },
  ],
  constant: true,
  run: jsonText,
});

const encodePretty = defineFunction({
  module: 'json',
  name: 'encode_pretty',
  params: [{ name: 'value', kind: 'any', doc: 'any value' }],
  returns: 'string',
  doc: 'The JSON text of a value for human readers: an item per line, indented by two blanks.',
  examples: [
    {
      call: 'json::encode_pretty({"a": [1], "b": []})',
      result: '"{\\n  \\"a\\": [\\n    1\\n  ],\\n  \\"b\\": []\\n}"',
    },
    { call: 'json::encode_pretty("a")', result: '"\\"a\\""' },
  ],
  constant: true,
  run: (value) => prettyText(value, '\n'),
});

/** `lineBreak` is the line break with the indentation of the text around. */
function prettyText(value: Value, lineBreak: string): string {
  const inner = `${lineBreak}  `;
  const items = asArray(value);
  if (items !== undefined) {
    return enclose(
      '[',
      items.map((item) => prettyText(item, inner)),
      ']',
      lineBreak,
    );
  }
  const record = asRecord(value);
  if (record === undefined) return jsonText(value);
  const fields = Array.from(record, ([key, field]) => `${jsonText(key)}: ${prettyText(field, inner)}`);
  return enclose('{', fields, '}', lineBreak);
}

function enclose(open: string, items: readonly string[], close: string, lineBreak: string): string {
  if (items.length === 0) return open + close;
  return `${open}${lineBreak}  ${items.join(`,${lineBreak}  `)}${lineBreak}${close}`;
}

export const JSON_FUNCTIONS: readonly FunctionDefinition[] = [decode, encode, encodePretty];
