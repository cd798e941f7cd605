/** What is wrong with a JSON text, in words. Slow on purpose: nothing here runs for a text that is right. */
import { CodecError } from '../errors.ts';
import { CLOSE_RECORD, MINUS, NINE, QUOTE, ZERO } from './json-bytes.ts';

/** Where in which text: `bytes[start, end)` is the text, `at` the byte that is wrong. */
export interface Place {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly at: number;
}

/** Neither a comma nor the bracket that closes the innermost record or array. */
export function separatorMistake(place: Place, closing: number): CodecError {
  return expectedMistake(place, closing === CLOSE_RECORD ? '`,` or `}`' : '`,` or `]`');
}

/** Something else than what is described stands there. */
export function expectedMistake(place: Place, expected: string): CodecError {
  return mistake(place, `expected ${expected} at byte ${place.at - place.start}, found ${found(place)}`);
}

/** A string, number or word that begins at `first` and is wrong at the place. */
export function scalarMistake(place: Place, first: number): CodecError {
  const byte = first < place.end ? place.bytes[first]! : 0;
  if (byte === QUOTE) return stringMistake(place, first);
  if (byte === MINUS || (byte >= ZERO && byte <= NINE)) return numberMistake(place, first);
  return expectedMistake(place, 'a value');
}

/** A string that begins at `quote` and is wrong at the place. */
function stringMistake(place: Place, quote: number): CodecError {
  const { bytes, start, end, at } = place;
  if (at >= end) return mistake(place, `the string at byte ${quote - start} has no closing quote`);
  const byte = bytes[at]!;
  if (byte < 0x20) {
    const escape = JSON.stringify(String.fromCharCode(byte)).slice(1, -1);
    return mistake(
      place,
      `a string holds the control character ${hex(byte)} at byte ${at - start}; write \`${escape}\``,
    );
  }
  return mistake(place, `unknown escape in a string at byte ${at - start}: found ${found(place)}`);
}

/** A number that begins at `first` and is wrong at the place. */
function numberMistake(place: Place, first: number): CodecError {
  const { bytes, start, end, at } = place;
  if (at > first) return expectedMistake(place, 'a digit');
  const text = /^[0-9.eE+-]*/.exec(bytes.toString('latin1', first, Math.min(end, first + 41)))![0];
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return limitExceeded(
    place,
    `the number ${shown} at byte ${at - start} is outside the range of 64-bit numbers`,
  );
}

/** Brackets within brackets, more than `limit` of them. */
export function tooDeep(place: Place, limit: number): CodecError {
  return limitExceeded(
    place,
    `more than ${limit} records and arrays inside one another at byte ${place.at - place.start}`,
  );
}

function found({ bytes, end, at }: Place): string {
  if (at >= end) return 'the end of the text';
  const byte = bytes[at]!;
  if (byte <= 0x20 || byte === 0x7f) return `byte ${hex(byte)}`;
  const [character] = bytes.toString('utf8', at, Math.min(end, at + 4));
  return `\`${character}\``;
}

function mistake(place: Place, message: string): CodecError {
  return new CodecError(`not JSON: ${message}`, place.at - place.start);
}

/** The text is JSON, as far as it was read, but says something that cannot be kept. */
function limitExceeded(place: Place, message: string): CodecError {
  return new CodecError(message, place.at - place.start);
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
