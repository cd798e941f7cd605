import { BACKSLASH } from './json-bytes.ts';

/** From here on a call into the platform's decoder is as cheap. */
const LONGEST = 32;

/** By length: where the character codes of one text lie while it is made. Scratch, never read across calls. */
const CODES: readonly number[][] = Array.from({ length: LONGEST + 1 }, (_, length) =>
  new Array<number>(length).fill(0),
);

/**
 * The text of `bytes[start, end)` if it is short, ASCII and without backslash, else null.
 *
 * Three times as fast as decoding: most of what that costs is the call into the platform, not the characters.
 */
export function shortText(bytes: Buffer, start: number, end: number): string | null {
  const length = end - start;
  if (length > LONGEST) return null;
  const codes = CODES[length]!;
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i]!;
    if (byte > 0x7f || byte === BACKSLASH) return null;
    codes[i] = byte;
  }
  return String.fromCharCode.apply(null, codes);
}
