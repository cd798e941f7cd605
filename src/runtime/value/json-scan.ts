import {
  BLANK,
  CARRIAGE_RETURN,
  CLOSE_ARRAY,
  CLOSE_RECORD,
  COLON,
  COMMA,
  LINE_FEED,
  LOWER_F,
  LOWER_T,
  MINUS,
  NINE,
  OPEN_ARRAY,
  OPEN_RECORD,
  QUOTE,
  SPACE,
  ZERO,
} from './json-bytes.ts';
import { expectedMistake, scalarMistake, separatorMistake, tooDeep } from './json-mistake.ts';
import { type FieldName, fieldName, isName } from './json-name.ts';
import { readScalar } from './json-read.ts';
import { numberEnd, stringEnd, wordEnd } from './json-token.ts';
import { LazyJson, valueAt } from './lazy-json.ts';
import type { Value } from './value.ts';

/** Records and arrays may be nested this deep. */
export const MAX_JSON_DEPTH = 1024;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

/**
 * Validates JSON texts (RFC 8259, one value each) in one pass over their bytes and builds next to nothing: a record
 * or an array becomes a {@link LazyJson}, and only the top-level fields that somebody asked for are read on the way.
 *
 * Stricter than `JSON.parse` in two points. An integer outside 64 bits and a float beyond the finite ones are
 * errors, because reading them would change them; and there is a limit to nesting. Bytes are taken to be UTF-8: the
 * caller has checked that.
 *
 * An instance is reused for text after text, so that scanning allocates nothing but its result.
 */
export class JsonScanner {
  readonly #names: readonly FieldName[];
  readonly #texts: readonly string[];
  /** The closing bracket of every open one. */
  readonly #closing = new Uint8Array(MAX_JSON_DEPTH + 1);
  /** Per wanted field: where its value begins and ends. It is absent while that is 0. */
  readonly #slots: Uint32Array;
  #sawLineBreak = false;

  /** `fields`: top-level fields that will be looked at. */
  constructor(fields: readonly string[] = []) {
    this.#names = fields.map(fieldName);
    this.#texts = fields;
    this.#slots = new Uint32Array(2 * fields.length);
  }

  /** The value of `bytes[start, end)`; `undefined` when there is nothing but white space. Throws CodecError. */
  scan(bytes: Buffer, start: number, end: number): Value | undefined {
    const root = this.#blankEnd(bytes, start + byteOrderMarkLength(bytes, start, end), end);
    return root === end ? undefined : this.#value(bytes, root, start, end);
  }

  /**
   * Each turn of the outer loop reads a value, in a record its key before it; the inner loop reads what follows: a
   * comma, or the ends of as many records and arrays as end there. One function with its state in locals and no
   * state variable, because a flow spends its time here: this form is twice as fast as the obvious automaton.
   */
  #value(bytes: Buffer, root: number, start: number, end: number): Value {
    const brackets = this.#closing;
    const names = this.#names;
    const wanted = bytes[root] === OPEN_RECORD ? names.length : 0;
    const slots = this.#slots;
    for (let i = 0; i < slots.length; i++) slots[i] = 0;
    this.#sawLineBreak = false;
    let depth = 0;
    let closing = 0;
    // The slot of the wanted field that the current top-level value belongs to, or -1, and where that value begins.
    let slot = -1;
    let slotStart = 0;
    let at = root;
    let byte = bytes[at]!;
    for (;;) {
      if (closing === CLOSE_RECORD) {
        if (byte !== QUOTE) throw expectedMistake({ bytes, start, end, at }, 'a key in double quotes');
        const keyEnd = stringEnd(bytes, at, end);
        if (keyEnd < 0) throw scalarMistake({ bytes, start, end, at: -1 - keyEnd }, at);
        if (depth === 1 && wanted > 0) slot = wantedField(bytes, at, keyEnd, names);
        at = keyEnd;
        byte = at < end ? bytes[at]! : 0;
        if (byte <= SPACE) {
          at = this.#blankEnd(bytes, at, end);
          byte = at < end ? bytes[at]! : 0;
        }
        if (byte !== COLON) throw expectedMistake({ bytes, start, end, at }, '`:`');
        at++;
        byte = at < end ? bytes[at]! : 0;
        if (byte <= SPACE) {
          at = this.#blankEnd(bytes, at, end);
          byte = at < end ? bytes[at]! : 0;
        }
        if (depth === 1) slotStart = at;
      }

      if (byte === OPEN_RECORD || byte === OPEN_ARRAY) {
        if (depth === MAX_JSON_DEPTH) throw tooDeep({ bytes, start, end, at }, MAX_JSON_DEPTH);
        closing = byte === OPEN_RECORD ? CLOSE_RECORD : CLOSE_ARRAY;
        brackets[++depth] = closing;
        at++;
        byte = at < end ? bytes[at]! : 0;
        if (byte <= SPACE) {
          at = this.#blankEnd(bytes, at, end);
          byte = at < end ? bytes[at]! : 0;
        }
        if (byte !== closing) continue;
      } else {
        const first = at;
        if (byte === QUOTE) at = stringEnd(bytes, at, end);
        else if (byte === MINUS || (byte >= ZERO && byte <= NINE)) at = numberEnd(bytes, at, end);
        else at = wordEnd(bytes, at, end, byte === LOWER_T ? TRUE : byte === LOWER_F ? FALSE : NULL);
        if (at < 0) throw scalarMistake({ bytes, start, end, at: -1 - at }, first);
        if (depth === 0) {
          expectEnd(bytes, at, start, end);
          return readScalar(bytes, first, at);
        }
        byte = at < end ? bytes[at]! : 0;
        if (slot >= 0 && depth === 1) {
          slots[slot] = slotStart;
          slots[slot + 1] = at;
          slot = -1;
        }
      }

      for (;;) {
        if (byte <= SPACE) {
          at = this.#blankEnd(bytes, at, end);
          byte = at < end ? bytes[at]! : 0;
        }
        if (byte !== closing) break;
        at++;
        depth--;
        if (depth === 0) {
          expectEnd(bytes, at, start, end);
          return wanted === 0
            ? new LazyJson(bytes, root, at, this.#sawLineBreak)
            : new LazyJson(bytes, root, at, this.#sawLineBreak, this.#texts, this.#wantedValues(bytes));
        }
        closing = brackets[depth]!;
        byte = at < end ? bytes[at]! : 0;
        if (slot >= 0 && depth === 1) {
          slots[slot] = slotStart;
          slots[slot + 1] = at;
          slot = -1;
        }
      }
      if (byte !== COMMA) throw separatorMistake({ bytes, start, end, at }, closing);
      at++;
      byte = at < end ? bytes[at]! : 0;
      if (byte <= SPACE) {
        at = this.#blankEnd(bytes, at, end);
        byte = at < end ? bytes[at]! : 0;
      }
    }
  }

  #wantedValues(bytes: Buffer): (Value | undefined)[] {
    const slots = this.#slots;
    const values: (Value | undefined)[] = [];
    for (let i = 0; i < slots.length; i += 2) {
      const end = slots[i + 1]!;
      values.push(end === 0 ? undefined : valueAt(bytes, slots[i]!, end, this.#sawLineBreak));
    }
    return values;
  }

  #blankEnd(bytes: Buffer, at: number, end: number): number {
    let i = at;
    while (i < end && BLANK[bytes[i]!] !== 0) {
      if (bytes[i] === LINE_FEED || bytes[i] === CARRIAGE_RETURN) this.#sawLineBreak = true;
      i++;
    }
    return i;
  }
}

/** Blanks behind the value are no part of it, so their line breaks do not count. */
function expectEnd(bytes: Buffer, valueEnd: number, start: number, end: number): void {
  for (let at = valueEnd; at < end; at++) {
    if (BLANK[bytes[at]!] === 0) throw expectedMistake({ bytes, start, end, at }, 'the end of the text');
  }
}

function byteOrderMarkLength(bytes: Buffer, start: number, end: number): 0 | 3 {
  const isThere =
    end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
  return isThere ? 3 : 0;
}

/** The slot of the wanted field that the key between `start` and `end` names, or -1. */
function wantedField(bytes: Buffer, start: number, end: number, names: readonly FieldName[]): number {
  for (let i = 0; i < names.length; i++) {
    if (isName(bytes, start, end, names[i]!)) return 2 * i;
  }
  return -1;
}
