import { CodecError } from '../api.ts';
import { parseJson } from '../value/json.ts';
import type { Value } from '../value/value.ts';
import type { ExtractorDefinition } from './define.ts';
import { refuseRule } from './no-rule.ts';

export const jsonExtractor: ExtractorDefinition = {
  name: 'json',
  doc: 'Reads the text as JSON.',
  rule: 'None: `json||`.',
  result: 'The value, whatever its kind.',
  examples: [
    { rule: '', text: '{"a": [1, 2.0]}', result: '{"a": [1, 2.0]}' },
    { rule: '', text: ' 7 ', result: '7' },
    { rule: '', text: '{', result: null },
  ],
  compile: (rule) => {
    refuseRule('json', rule);
    return { test: (text) => parse(text) !== undefined, extract: parse };
  },
};

function parse(text: string): Value | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}
