/**
 * Where a token of JSON ends. Each function takes the position at which its token begins and returns the position
 * behind it, or `-1 - at` when byte `at` is wrong: a number instead of an exception keeps the scanner's loop small.
 */
import {
  DOT,
  HEX_DIGIT,
  LOWER_E,
  LOWER_U,
  MINUS,
  NINE,
  PLUS,
  QUOTE,
  SIMPLE_ESCAPE,
  SPACE,
  STOPS_STRING,
  UPPER_E,
  ZERO,
} from './json-bytes.ts';
import { isNumberInRange } from './json-number.ts';

/** Every integer with fewer digits is in range. */
const DIGITS_TO_CHECK = 19;

/** The end of the string whose opening quote is at `at`. */
export function stringEnd(bytes: Buffer, at: number, end: number): number {
  const lastFour = end - 4;
  let i = at + 1;
  for (;;) {
    // Four at a time: one comparison with `end` for four bytes.
    for (; i <= lastFour; i += 4) {
      let byte = bytes[i]!;
      if (STOPS_STRING[byte] !== 0) {
        if (byte === QUOTE) return i + 1;
        break;
      }
      byte = bytes[i + 1]!;
      if (STOPS_STRING[byte] !== 0) {
        i += 1;
        if (byte === QUOTE) return i + 1;
        break;
      }
      byte = bytes[i + 2]!;
      if (STOPS_STRING[byte] !== 0) {
        i += 2;
        if (byte === QUOTE) return i + 1;
        break;
      }
      byte = bytes[i + 3]!;
      if (STOPS_STRING[byte] !== 0) {
        i += 3;
        if (byte === QUOTE) return i + 1;
        break;
      }
    }
    while (i < end && STOPS_STRING[bytes[i]!] === 0) i++;
    if (i >= end) return -1 - i;
    const byte = bytes[i]!;
    if (byte === QUOTE) return i + 1;
    if (byte < SPACE) return -1 - i;
    i = escapeEnd(bytes, i, end);
    if (i < 0) return i;
  }
}

/** The end of the number that begins at `at` with a minus or a digit. Its range is checked, too. */
export function numberEnd(bytes: Buffer, at: number, end: number): number {
  let i = bytes[at] === MINUS ? at + 1 : at;
  const digits = i;
  if (i < end && bytes[i] === ZERO) i++;
  else {
    i = digitsEnd(bytes, i, end);
    if (i === digits) return -1 - i;
  }
  let check = i - digits >= DIGITS_TO_CHECK;
  if (i < end && bytes[i] === DOT) {
    const fraction = i + 1;
    i = digitsEnd(bytes, fraction, end);
    if (i === fraction) return -1 - i;
  }
  if (i < end && (bytes[i] === LOWER_E || bytes[i] === UPPER_E)) {
    i++;
    if (i < end && (bytes[i] === PLUS || bytes[i] === MINUS)) i++;
    const exponent = i;
    i = digitsEnd(bytes, exponent, end);
    if (i === exponent) return -1 - i;
    check = true;
  }
  return check && !isNumberInRange(bytes.toString('latin1', at, i)) ? -1 - at : i;
}

/** The end of `word` (`true`, `false`, `null`) if it stands at `at`. */
export function wordEnd(bytes: Buffer, at: number, end: number, word: Uint8Array): number {
  for (let i = 0; i < word.length; i++) {
    if (at + i >= end || bytes[at + i] !== word[i]) return -1 - at;
  }
  return at + word.length;
}

function digitsEnd(bytes: Buffer, at: number, end: number): number {
  let i = at;
  while (i < end && bytes[i]! >= ZERO && bytes[i]! <= NINE) i++;
  return i;
}

/** The end of the escape whose backslash is at `at`. */
function escapeEnd(bytes: Buffer, at: number, end: number): number {
  const letter = at + 1;
  if (letter >= end) return -1 - end;
  if (SIMPLE_ESCAPE[bytes[letter]!] !== 0) return letter + 1;
  if (bytes[letter] !== LOWER_U) return -1 - letter;
  for (let i = letter + 1; i < letter + 5; i++) {
    if (i >= end || HEX_DIGIT[bytes[i]!] === 0) return -1 - i;
  }
  return letter + 5;
}
