/** Reads JSON text that has been validated already: nothing here checks anything. */
import {
  BACKSLASH,
  BLANK,
  CLOSE_ARRAY,
  CLOSE_RECORD,
  COMMA,
  LOWER_F,
  LOWER_N,
  LOWER_T,
  OPEN_ARRAY,
  OPEN_RECORD,
  QUOTE,
} from './json-bytes.ts';
import { numberValue } from './json-number.ts';
import { shortText } from './short-text.ts';
import type { Value } from './value.ts';

/** The first position from `at` that is not blank. */
export function skipBlank(bytes: Buffer, at: number): number {
  let i = at;
  while (BLANK[bytes[i]!] !== 0) i++;
  return i;
}

/** The end of the value that begins at `at`; `end` is a bound for numbers that end with the text. */
export function skipValue(bytes: Buffer, at: number, end: number): number {
  const byte = bytes[at]!;
  if (byte === QUOTE) return skipString(bytes, at);
  if (byte === OPEN_RECORD || byte === OPEN_ARRAY) return skipContainer(bytes, at);
  let i = at + 1;
  while (i < end && !endsWord(bytes[i]!)) i++;
  return i;
}

/** The end of the string whose opening quote is at `at`. */
export function skipString(bytes: Buffer, at: number): number {
  let i = at + 1;
  while (bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1;
  return i + 1;
}

/** The string between the quotes at `start` and `end - 1`. */
export function readString(bytes: Buffer, start: number, end: number): string {
  return shortText(bytes, start + 1, end - 1) ?? longString(bytes, start, end);
}

/** The value of a string, number or word. */
export function readScalar(bytes: Buffer, start: number, end: number): Value {
  switch (bytes[start]) {
    case QUOTE:
      return readString(bytes, start, end);
    case LOWER_T:
      return true;
    case LOWER_F:
      return false;
    case LOWER_N:
      return null;
    default:
      return numberValue(bytes, start, end);
  }
}

function longString(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start + 1, end - 1);
  // The platform's own parser knows escapes best, and they are rare.
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

function skipContainer(bytes: Buffer, at: number): number {
  let i = at;
  let depth = 0;
  for (;;) {
    const byte = bytes[i]!;
    if (byte === QUOTE) {
      i = skipString(bytes, i);
      continue;
    }
    i++;
    if (byte === OPEN_RECORD || byte === OPEN_ARRAY) depth++;
    else if ((byte === CLOSE_RECORD || byte === CLOSE_ARRAY) && --depth === 0) return i;
  }
}

/** Does this byte end a number or a word? */
function endsWord(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_RECORD || byte === CLOSE_ARRAY || BLANK[byte] !== 0;
}
