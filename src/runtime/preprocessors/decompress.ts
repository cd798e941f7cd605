import { z } from 'zod';
import { definePreprocessor } from '../api.ts';
import { BROTLI, GZIP, ZLIB, detectFormat } from '../inflate/formats.ts';
import type { ChooseFormat } from '../inflate/formats.ts';
import { inflateStream } from '../inflate/inflate-stream.ts';
import { createFrameDecompressor } from './decompress-frames.ts';

const CHOICES = {
  autodetect: detectFormat,
  gzip: () => GZIP,
  zlib: () => ZLIB,
  br: () => BROTLI,
} as const satisfies Record<string, ChooseFormat>;

const ALGORITHMS = Object.keys(CHOICES) as (keyof typeof CHOICES)[];

const algorithm = z.enum(ALGORITHMS, {
  error: ({ input }) =>
    `${JSON.stringify(input)} is not supported: it must be one of ${ALGORITHMS.map((name) => `"${name}"`).join(', ')}`,
});

/** `decompress`: gzip, zlib or brotli, of a whole stream or of each frame. */
export const decompress = definePreprocessor({
  name: 'decompress',
  doc: [
    'Decompresses. Listed first it takes the whole input as one compressed stream, of any size in constant memory; gzip',
    'files that were put one behind the other are one. Behind a preprocessor that cuts, every frame is decompressed by',
    'itself.',
    '',
    '`autodetect` knows gzip and zlib by their first bytes and passes everything else on as it is; brotli cannot be',
    'recognised and has to be named. When the input is cut off or broken, what came before that stands and the error goes',
    'to `err`. (Connector `file` recognises gzip files itself and needs no preprocessor for them.)',
  ].join('\n'),
  settings: z.strictObject({
    algorithm: algorithm.default('autodetect').describe('`autodetect`, `gzip`, `zlib` or `br`'),
    max_frame_bytes: z
      .int()
      .min(1)
      .max(1024 * 1024 * 1024)
      .default(64 * 1024 * 1024)
      .describe('the largest that a frame may become, where each is decompressed by itself'),
  }),
  examples: [{ input: 'not compressed', output: ['not compressed'] }],
  createFramer: ({ algorithm, max_frame_bytes: maxFrameBytes }) =>
    createFrameDecompressor(CHOICES[algorithm], maxFrameBytes),
  createTransform:
    ({ algorithm }) =>
    (chunks) =>
      inflateStream(chunks, CHOICES[algorithm]),
});
