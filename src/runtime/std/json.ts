/** `json::` – text and values. */
import { CodecError } from '../api.ts';
import { jsonText, parseJson } from '../value/json.ts';
import { asArray, asRecord } from '../value/kind.ts';
import { checkTextLength } from '../value/limits.ts';
import { limitedJsonText } from '../value/text.ts';
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
  run: limitedJsonText,
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
  run: prettyText,
});

/** Pieces of text, of which there may not be too much. */
class Pieces {
  readonly #pieces: string[] = [];
  #length = 0;

  add(piece: string): void {
    checkTextLength((this.#length += piece.length));
    this.#pieces.push(piece);
  }

  get text(): string {
    return this.#pieces.join('');
  }
}

function prettyText(value: Value): string {
  const pieces = new Pieces();
  addPretty(value, '\n', pieces);
  return pieces.text;
}

/** `lineBreak` is the line break with the indentation of the text around. */
function addPretty(value: Value, lineBreak: string, pieces: Pieces): void {
  const inner = `${lineBreak}  `;
  const items = asArray(value);
  const record = items === undefined ? asRecord(value) : undefined;
  if ((items?.length ?? record?.size ?? 0) === 0) return pieces.add(limitedJsonText(value));
  let before = inner;
  pieces.add(items === undefined ? '{' : '[');
  for (const item of items ?? []) {
    pieces.add(before);
    addPretty(item, inner, pieces);
    before = `,${inner}`;
  }
  for (const [key, field] of record ?? []) {
    pieces.add(`${before}${jsonText(key)}: `);
    addPretty(field, inner, pieces);
    before = `,${inner}`;
  }
  pieces.add(lineBreak + (items === undefined ? '}' : ']'));
}

export const JSON_FUNCTIONS: readonly FunctionDefinition[] = [decode, encode, encodePretty];
