import { BACKSLASH } from './json-bytes.ts';

/** V8 copies a shorter piece of a string; a longer one would keep the whole text alive. */
const COPIED_LENGTH = 12;

/** Decoding the whole block pays when one piece is read from every so many bytes. */
const BYTES_PER_READ = 1024;

/**
 * A block of bytes that JSON texts lie in, shared by everything lazy that was found there.
 *
 * Decoding a short string with a call into the platform costs five times as much as cutting it out of a text that is
 * decoded already. So a block that many strings are read from is decoded once, as Latin-1, which is as good as UTF-8
 * for pieces that are ASCII.
 */
export class JsonBlock {
  readonly bytes: Buffer;
  #text: string | null = null;
  #reads = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** The text of `bytes[start, end)` if it is short, ASCII and without escapes, and cutting it out pays. */
  shortText(start: number, end: number): string | null {
    if (end - start > COPIED_LENGTH || !isPlain(this.bytes, start, end)) return null;
    return this.#decoded()?.substring(start, end) ?? null;
  }

  /** Text that is ASCII and that nobody keeps: the digits of a number. */
  digits(start: number, end: number): string {
    const text = this.#decoded();
    return text === null ? this.bytes.toString('latin1', start, end) : text.substring(start, end);
  }

  #decoded(): string | null {
    if (this.#text === null && ++this.#reads * BYTES_PER_READ > this.bytes.length) {
      this.#text = this.bytes.toString('latin1');
    }
    return this.#text;
  }
}

function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    if (bytes[i]! > 0x7f || bytes[i] === BACKSLASH) return false;
  }
  return true;
}
