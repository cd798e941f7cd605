import { CodecError } from './errors.ts';

const MAX_BYTES = 1024 ** 3;

/** There would be more bytes than the writer takes. */
export class TooLargeError extends CodecError {}

/**
 * A growing byte buffer that codecs write into. What was written is `buffer.subarray(0, length)`.
 *
 * Growing doubles the capacity, so appending is linear. `truncate` takes back what a failed encoding left.
 */
export class ByteWriter {
  #buffer: Buffer;
  #length = 0;

  readonly #enough: number;
  readonly #most: number;

  /** Doubling stops at `enough`, as long as that suffices. It takes `most` bytes. */
  constructor(capacity = 16 * 1024, enough = Infinity, most = MAX_BYTES) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
    this.#enough = enough;
    this.#most = most;
  }

  get length(): number {
    return this.#length;
  }

  /** The memory that it holds, in bytes. */
  get capacity(): number {
    return this.#buffer.length;
  }

  /** What has been written so far; shares memory with the writer until `take`. */
  get written(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Makes room for `bytes` more; returns the buffer to write into at `length`, then call `advance`. */
  reserve(bytes: number): Buffer {
    const needed = this.#length + bytes;
    if (needed > this.#buffer.length) this.#grow(needed);
    return this.#buffer;
  }

  advance(bytes: number): void {
    this.#length += bytes;
  }

  byte(value: number): void {
    this.reserve(1)[this.#length++] = value;
  }

  bytes(source: Uint8Array, start = 0, end = source.length): void {
    const count = end - start;
    const target = this.reserve(count);
    // A short run is cheaper by hand than through `set`, which needs a view.
    if (count < 32) {
      let at = this.#length;
      for (let i = start; i < end; i++) target[at++] = source[i]!;
    } else {
      target.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.#length);
    }
    this.#length += count;
  }

  /** Text of which the caller knows that it is ASCII and short: digits, words. */
  ascii(text: string): void {
    const target = this.reserve(text.length);
    let at = this.#length;
    for (let i = 0; i < text.length; i++) target[at++] = text.charCodeAt(i);
    this.#length = at;
  }

  /** Text of which the caller knows that it is ASCII, and not short. */
  longAscii(text: string): void {
    this.reserve(text.length);
    this.#length += this.#buffer.write(text, this.#length, 'latin1');
  }

  utf8(text: string): void {
    // UTF-8 needs at most three bytes per UTF-16 unit.
    this.reserve(text.length * 3);
    this.#length += this.#buffer.write(text, this.#length, 'utf8');
  }

  /** Forgets everything after `length`. */
  truncate(length: number): void {
    this.#length = length;
  }

  /**
   * Hands over what was written and starts anew: with an empty buffer of that capacity, or with a buffer that the
   * caller no longer needs.
   */
  take(next: number | Buffer = 16 * 1024): Buffer {
    const taken = this.written;
    this.#buffer = typeof next === 'number' ? Buffer.allocUnsafeSlow(next) : next;
    this.#length = 0;
    return taken;
  }

  /** Throws TooLargeError: a value whose parts are shared is small in memory, and may be endless as text. */
  #grow(needed: number): void {
    if (needed > this.#most) throw new TooLargeError('the text of an event would be larger than 1 GiB');
    const doubled = this.#buffer.length * 2;
    const wanted = needed <= this.#enough ? Math.min(doubled, this.#enough) : doubled;
    const next = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(wanted, this.#most)));
    this.#buffer.copy(next, 0, 0, this.#length);
    this.#buffer = next;
  }
}
