import { CodecError } from '../api.ts';
import type { CompressedFormat } from './formats.ts';
import { GZIP } from './formats.ts';
import { measureGzipHeader } from './gzip-header.ts';

/** So large are the pieces that it gives. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Decompresses one stream: compressed bytes in, pieces out, and never more than a few pieces in memory, however small
 * the input was from which they come.
 *
 * Node's streams drop what they hold when they fail; so every input is worked off and its output read before the
 * next one is written, and all that came before a cut is given.
 */
export class Inflater {
  readonly #format: CompressedFormat;
  readonly #stream;
  #failure: Error | null = null;
  #hasEnded = false;
  /** Bytes that were written. */
  #taken = 0;
  #wake: () => void = () => undefined;

  constructor(format: CompressedFormat) {
    this.#format = format;
    this.#stream = format.createStream({ chunkSize: CHUNK_BYTES });
    this.#stream.on('readable', () => this.#wake());
    this.#stream.on('error', (error) => this.#fail(error));
    this.#stream.on('end', () => {
      this.#hasEnded = true;
      this.#wake();
    });
  }

  /** Takes compressed bytes and gives what they become. Throws CodecError. */
  async *push(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    if (!this.#hasEnded) {
      let isWorkedOff = false;
      this.#stream.write(bytes, (error) => {
        isWorkedOff = true;
        if (error) this.#fail(error);
        else this.#wake();
      });
      yield* this.#outputUntil(() => isWorkedOff);
    }
    this.#taken += bytes.length;
  }

  /** So many of the last bytes that were pushed lie behind the end of the data. */
  get unusedBytes(): number {
    return this.#taken - this.#stream.bytesWritten;
  }

  /** The compressed bytes are over: gives the rest. Throws CodecError when they are cut off. */
  async *finish(): AsyncGenerator<Uint8Array> {
    this.#stream.end();
    yield* this.#outputUntil(() => false);
  }

  close(): void {
    this.#stream.destroy();
  }

  async *#outputUntil(isDone: () => boolean): AsyncGenerator<Uint8Array> {
    for (;;) {
      for (let piece = this.#read(); piece !== null; piece = this.#read()) yield piece;
      if (this.#failure !== null) throw brokenData(this.#format, this.#failure);
      if (this.#hasEnded || isDone()) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #read(): Uint8Array | null {
    return this.#stream.read() as Uint8Array | null;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}

/** Throws CodecError unless the last `count` of `bytes`, which follow the compressed data, are padding. */
export function checkPadding(format: CompressedFormat, bytes: Uint8Array, count: number): void {
  const rest = bytes.subarray(Math.max(0, bytes.length - count));
  if (rest.some((byte) => byte !== 0)) throw moreBytes(format);
}

/** What a failure of node:zlib says about the data; `bytes` are all of it, when they are at hand. */
export function brokenData(format: CompressedFormat, failure: Error, bytes?: Uint8Array): CodecError {
  if ((failure as NodeJS.ErrnoException).code === 'Z_BUF_ERROR') {
    return new CodecError(`the ${format.name} data is cut off`);
  }
  const { message } = failure;
  if (HEADER_FAULTS.includes(message)) {
    // zlib says so of what it finds behind a gzip member, too.
    const isBehindData =
      format === GZIP && bytes !== undefined && measureGzipHeader(bytes).kind === 'complete';
    return isBehindData ? moreBytes(format) : notInFormat(format, message);
  }
  return new CodecError(`the ${format.name} data is damaged: ${TRAILER_FAULTS[message] ?? message}`);
}

/** What zlib says when the first bytes are wrong. */
const HEADER_FAULTS: readonly string[] = [
  'incorrect header check',
  'unknown compression method',
  'unknown header flags set',
  'invalid window size',
];

/** What zlib says when the last bytes are wrong. */
const TRAILER_FAULTS: Readonly<Record<string, string>> = {
  'incorrect data check': 'it has a wrong checksum',
  'incorrect length check': 'it has a wrong length',
};

export function notInFormat(format: CompressedFormat, reason: string): CodecError {
  return new CodecError(`this is not ${format.name} data: ${reason}`);
}

export function moreBytes(format: CompressedFormat): CodecError {
  return new CodecError(`there are more bytes after the end of the ${format.name} data`);
}
