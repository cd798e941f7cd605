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
