import { isUtf8 } from 'node:buffer';
import type { ExtractorDefinition } from './define.ts';
import { refuseRule } from './no-rule.ts';

export const base64Extractor: ExtractorDefinition = {
  name: 'base64',
  doc: 'Decodes base64 in the standard alphabet, with or without the `=` at its end. As a test, any bytes will do; the result is only there when they are text.',
  rule: 'None: `base64||`.',
  result: 'The decoded text, a string. (`base64::decode` gives bytes.)',
  examples: [
    { rule: '', text: '8J+agCBzbmVha3k=', result: '"🚀 sneaky"' },
    { rule: '', text: 'YQ', result: '"a"' },
    { rule: '', text: '/w==', result: null },
    { rule: '', text: 'not base64', result: null },
  ],
  compile: (rule) => {
    refuseRule('base64', rule);
    return { test: isBase64, extract: decode };
  },
};

/** The bits of the last character that belong to no byte are 0. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw](?:==)?|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=?)?$/;

function isBase64(text: string): boolean {
  return BASE64.test(text);
}

function decode(text: string): string | undefined {
  if (!isBase64(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}
