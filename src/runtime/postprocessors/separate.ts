import { z } from 'zod';
import type { Postprocessor } from '../api.ts';
import { definePostprocessor } from '../api.ts';

/** `separate`: puts a separator behind every event. */
export const separate = definePostprocessor({
  name: 'separate',
  aliases: ['lines'],
  doc: [
    'Puts a separator behind every event, the last one too, so that output with codec `json` becomes lines of JSON.',
    '',
    'It does not look into the event: text that holds the separator itself is several lines to whoever reads it. Codec',
    '`json` never writes a line break inside an event.',
  ].join('\n'),
  settings: z.strictObject({
    separator: z.string().min(1).default('\n').describe('what goes behind each event'),
  }),
  examples: [
    { input: 'one', output: ['one\n'] },
    { config: { separator: '\r\n' }, input: 'one', output: ['one\r\n'] },
  ],
  create: ({ separator }) => createSeparator(Buffer.from(separator)),
});

function createSeparator(suffix: Buffer): Postprocessor {
  return {
    suffix,
    process(bytes, start, end, out) {
      out.bytes(bytes, start, end);
      out.bytes(suffix);
    },
    // Nothing is held back.
    finish: () => undefined,
  };
}
