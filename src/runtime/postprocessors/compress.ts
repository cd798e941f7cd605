import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { ByteWriter, Json, Postprocessor } from '../api.ts';
import { definePostprocessor } from '../api.ts';

/** So much input becomes one gzip member. */
const BLOCK_BYTES = 1024 * 1024;

const algorithm = z.enum(['gzip'], {
  error: ({ input }) =>
    `${JSON.stringify(input)} is not supported: it must be "gzip", the one format whose blocks, each compressed by itself, ` +
    'are one valid stream',
});

/** `compress`: gzip, in blocks. */
export const compress = definePostprocessor({
  name: 'compress',
  doc: [
    'Compresses the whole output (one file, one object) with gzip. List it last: `["separate", "compress"]`.',
    '',
    'Every 1 MiB of input becomes a gzip member of its own, which costs well under 1 % in size; a file of several members',
    'is ordinary gzip (RFC 1952) and every tool reads it as one. So the bytes depend on the input alone, not on when it',
    'arrived, and an interrupted output can go on behind the last complete member. An output without events is an empty',
    'gzip file.',
  ].join('\n'),
  settings: z.strictObject({
    algorithm: algorithm.default('gzip').describe('`gzip`'),
    level: z.int().min(1).max(9).default(6).describe('1 is fastest, 9 is smallest'),
  }),
  // Its output is no text.
  examples: [],
  contentEncoding: ({ algorithm }) => algorithm,
  create: ({ level }) => new GzipBlocks(level),
});

/** What a checkpoint holds of a stream: less than a block of input, base64. */
interface GzipState {
  readonly block: string;
  readonly hasWritten: boolean;
}

class GzipBlocks implements Postprocessor {
  readonly #level: number;
  /** Input that does not fill a block yet. Taken when the first event comes. */
  #block: Buffer | null = null;
  #filled = 0;
  #hasWritten = false;

  constructor(level: number) {
    this.#level = level;
  }

  process(bytes: Uint8Array, start: number, end: number, out: ByteWriter): void {
    this.#block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES);
    for (let at = start; at < end;) {
      const count = Math.min(end - at, BLOCK_BYTES - this.#filled);
      this.#block.set(bytes.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled === BLOCK_BYTES) this.#writeMember(this.#block, out);
    }
  }

  finish(out: ByteWriter): void {
    // Nothing at all is no gzip file: then there is one empty member.
    if (this.#filled > 0 || !this.#hasWritten) {
      this.#writeMember(this.#block?.subarray(0, this.#filled) ?? Buffer.alloc(0), out);
    }
    this.#block = null;
  }

  capture(): Json {
    if (this.#filled === 0 && !this.#hasWritten) return null;
    const block = this.#block?.toString('base64', 0, this.#filled) ?? '';
    return { block, hasWritten: this.#hasWritten } satisfies GzipState;
  }

  restore(state: Json): void {
    // Made by `capture`.
    const { block, hasWritten } = state as unknown as GzipState;
    this.#hasWritten = hasWritten;
    this.#block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES);
    this.#filled = this.#block.write(block, 'base64');
  }

  #writeMember(input: Buffer, out: ByteWriter): void {
    out.bytes(gzipSync(input, { level: this.#level }));
    this.#filled = 0;
    this.#hasWritten = true;
  }
}
