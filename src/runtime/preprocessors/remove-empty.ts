import { z } from 'zod';
import type { Framer } from '../api.ts';
import { definePreprocessor } from '../api.ts';

/** `remove-empty`: leaves out frames without a byte. */
export const removeEmpty = definePreprocessor({
  name: 'remove-empty',
  doc: [
    'Leaves out what is empty: `["separate", "remove-empty"]` passes over blank lines. A line of spaces is not empty. It',
    'cuts nothing itself, so it belongs behind a preprocessor that does.',
  ].join('\n'),
  settings: z.strictObject({}),
  needsFrames: true,
  examples: [
    { input: 'one', output: ['one'] },
    { input: ' ', output: [' '] },
    { input: '', output: [] },
  ],
  createFramer: () => NOT_EMPTY,
});

/** Keeps nothing between two frames, so that one serves everybody. */
const NOT_EMPTY: Framer = {
  pendingBytes: 0,
  push(bytes, start, end, offset, out) {
    if (end > start) out.frame(bytes, start, end, offset);
  },
  // Nothing is held back.
  finish: () => undefined,
};
