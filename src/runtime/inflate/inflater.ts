import { CodecError } from '../api.ts';
import type { CompressedFormat } from './formats.ts';

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
    // What the stream did not want lies behind the end of its data.
    checkPadding(this.#format, bytes, this.#taken - this.#stream.bytesWritten);
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
  if (rest.some((byte) => byte !== 0)) {
    throw new CodecError(`there are more bytes after the end of the ${format.name} data`);
  }
}

/** What a failure of node:zlib says about the data. */
export function brokenData(format: CompressedFormat, failure: Error): CodecError {
  const isCutOff = (failure as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
  return new CodecError(
    isCutOff ? `the ${format.name} data is cut off` : `this is not ${format.name} data: ${failure.message}`,
  );
}
