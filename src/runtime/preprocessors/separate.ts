import { z } from 'zod';
import { definePreprocessor } from '../api.ts';
import { SeparateFramer } from './separate-framer.ts';

const DEFAULT_MAX_LINE_BYTES = 64 * 1024 * 1024;

/** `separate`: cuts at every separator, by default into lines. */
export const separate = definePreprocessor({
  name: 'separate',
  aliases: ['lines'],
  doc: [
    'Cuts the input at every separator, by default into lines. The separator is not part of what it gives; the last line',
    'counts with or without one behind it. With the default separator a line may also end in `\\r\\n`.',
    '',
    'A line longer than `max_line_bytes` goes to `err` in pieces of that length, and the lines after it go on as usual: so',
    'memory stays flat whatever comes, and nothing is lost. An empty line is an empty event; `remove-empty` leaves those out.',
  ].join('\n'),
  settings: z.strictObject({
    separator: z.string().min(1).default('\n').describe('what stands between two events: one byte or more'),
    max_line_bytes: z
      .int()
      .min(1)
      .max(1024 * 1024 * 1024)
      .default(DEFAULT_MAX_LINE_BYTES)
      .describe('the longest line, without its separator'),
  }),
  formerNames: { max_length: 'max_line_bytes' },
  examples: [
    { input: 'one\ntwo\r\n\nthree', output: ['one', 'two', '', 'three'] },
    { config: { separator: '--' }, input: 'one--two--', output: ['one', 'two'] },
    { config: { max_line_bytes: 3 }, input: 'long line\nok\n', output: ['ok'] },
  ],
  createFramer: ({ separator, max_line_bytes: maxLineBytes }) => new SeparateFramer(separator, maxLineBytes),
});
