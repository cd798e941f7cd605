import { isUtf8 } from 'node:buffer';
import { CodecError } from '../errors.ts';

/** The same bytes as a Buffer, without a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Throws CodecError, with the place, when `bytes[start, end)` is not UTF-8. */
export function checkUtf8(bytes: Buffer, start: number, end: number): void {
  const text = bytes.subarray(start, end);
  if (isUtf8(text)) return;
  const offset = firstInvalid(text);
  const byte = text[offset]!.toString(16).padStart(2, '0');
  throw new CodecError(`not UTF-8: byte 0x${byte} at byte ${offset}`, offset);
}

/**
 * Checks frame after frame, but looks at the bytes of a block only once: frames are short, and one call for a block
 * of many is much cheaper than one for each.
 */
export class Utf8Checker {
  #block: Buffer | null = null;
  /** `#block[#from, #to)` is UTF-8. */
  #from = 0;
  #to = 0;

  /** Throws CodecError, with the place, when `bytes[start, end)` is not UTF-8. */
  check(bytes: Buffer, start: number, end: number): void {
    if (bytes !== this.#block) this.#enter(bytes);
    const isInside = start >= this.#from && end <= this.#to;
    // A frame that cuts a character of a right block is not right.
    if (isInside && !cutsCharacter(bytes, start) && !cutsCharacter(bytes, end)) return;
    checkUtf8(bytes, start, end);
  }

  /** A block may begin and end within a character; those few bytes are left to the frames that have them. */
  #enter(block: Buffer): void {
    let from = 0;
    while (from < 3 && cutsCharacter(block, from)) from++;
    let to = block.length;
    for (let i = Math.max(from, to - 3); i < to; i++) {
      if (i + characterLength(block[i]!) > to) to = i;
    }
    this.#block = block;
    this.#from = from;
    this.#to = isUtf8(block.subarray(from, to)) ? to : from;
  }
}

/** Is the byte at `at` the second or a later one of a character? */
function cutsCharacter(bytes: Buffer, at: number): boolean {
  return at < bytes.length && (bytes[at]! & 0xc0) === 0x80;
}

/** Where the first character begins that is none. Slow: runs only when there is one. */
function firstInvalid(text: Buffer): number {
  let at = 0;
  while (at < text.length) {
    const length = characterLength(text[at]!);
    if (length === 0 || !isUtf8(text.subarray(at, at + length))) break;
    at += length;
  }
  return at;
}

/** By its first byte; 0 for a byte that begins none. */
function characterLength(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xc2) return 0;
  if (byte < 0xe0) return 2;
  if (byte < 0xf0) return 3;
  return byte < 0xf5 ? 4 : 0;
}
