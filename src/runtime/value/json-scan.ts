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
import {
  A_COLON,
  A_FIRST_ITEM,
  A_FIRST_KEY,
  A_KEY,
  A_VALUE,
  COMMA_OR_END,
  type Expected,
  expectedMistake,
  numberMistake,
  stringMistake,
  tokenMistake,
  tooDeep,
} from './json-mistake.ts';
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
  #sawLineBreak = false;

  /** `fields`: top-level fields that will be looked at. */
  constructor(fields: readonly string[] = []) {
    this.#names = fields.map(fieldName);
    this.#texts = fields;
  }

  /** The value of `bytes[start, end)`; `undefined` when there is nothing but white space. Throws CodecError. */
  scan(bytes: Buffer, start: number, end: number): Value | undefined {
    const first = this.#blankEnd(bytes, start + byteOrderMarkLength(bytes, start, end), end);
    if (first === end) return undefined;
    const byte = bytes[first]!;
    if (byte === OPEN_RECORD || byte === OPEN_ARRAY) return this.#container(bytes, first, start, end);
    const valueEnd = scalarEnd(bytes, first, start, end);
    this.#expectEnd(bytes, valueEnd, start, end);
    return readScalar(bytes, first, valueEnd);
  }

  /**
   * The automaton: `at` walks from token to token, `expected` says what may come, `closing` which bracket ends the
   * innermost record or array. One function with its state in locals, because a flow spends its time in this loop.
   */
  #container(bytes: Buffer, root: number, start: number, end: number): LazyJson {
    const brackets = this.#closing;
    const names = this.#names;
    const wanted = bytes[root] === OPEN_RECORD ? names.length : 0;
    const values = wanted > 0 ? new Array<Value | undefined>(wanted).fill(undefined) : null;
    this.#sawLineBreak = false;
    let at = root;
    let depth = 0;
    let closing = 0;
    let expected: Expected = A_VALUE;
    // The wanted field that the current top-level value belongs to, or -1, and where that value begins.
    let slot = -1;
    let slotStart = 0;
    for (;;) {
      if (at < end && bytes[at]! <= SPACE) at = this.#blankEnd(bytes, at, end);
      const byte = at < end ? bytes[at]! : 0;

      if (byte === closing && expected >= A_FIRST_ITEM) {
        at++;
        if (--depth === 0) break;
        closing = brackets[depth]!;
      } else if (expected === COMMA_OR_END) {
        if (byte !== COMMA) throw tokenMistake({ bytes, start, end, at }, expected, closing);
        at++;
        expected = closing === CLOSE_RECORD ? A_KEY : A_VALUE;
        continue;
      } else if (expected === A_KEY || expected === A_FIRST_KEY) {
        if (byte !== QUOTE) throw tokenMistake({ bytes, start, end, at }, expected, closing);
        const keyEnd = stringEnd(bytes, at, end);
        if (keyEnd < 0) throw stringMistake({ bytes, start, end, at: -1 - keyEnd }, at);
        if (depth === 1) {
          for (let i = 0; i < wanted; i++) if (isName(bytes, at, keyEnd, names[i]!)) slot = i;
        }
        at = keyEnd;
        expected = A_COLON;
        continue;
      } else if (expected === A_COLON) {
        if (byte !== COLON) throw tokenMistake({ bytes, start, end, at }, expected, closing);
        at++;
        expected = A_VALUE;
        continue;
      } else {
        if (slot >= 0 && depth === 1) slotStart = at;
        if (byte === OPEN_RECORD || byte === OPEN_ARRAY) {
          if (depth === MAX_JSON_DEPTH) throw tooDeep({ bytes, start, end, at }, MAX_JSON_DEPTH);
          closing = byte === OPEN_RECORD ? CLOSE_RECORD : CLOSE_ARRAY;
          brackets[++depth] = closing;
          expected = byte === OPEN_RECORD ? A_FIRST_KEY : A_FIRST_ITEM;
          at++;
          continue;
        }
        at = scalarEnd(bytes, at, start, end);
      }

      // A value has ended at `at`.
      expected = COMMA_OR_END;
      if (slot >= 0 && depth === 1) {
        values![slot] = valueAt(bytes, slotStart, at, this.#sawLineBreak);
        slot = -1;
      }
    }
    this.#expectEnd(bytes, at, start, end);
    const noted = values === null ? null : { names: this.#texts, values };
    return new LazyJson(bytes, root, at, this.#sawLineBreak, noted);
  }

  #blankEnd(bytes: Buffer, at: number, end: number): number {
    let i = at;
    while (i < end && BLANK[bytes[i]!] !== 0) {
      if (bytes[i] === LINE_FEED || bytes[i] === CARRIAGE_RETURN) this.#sawLineBreak = true;
      i++;
    }
    return i;
  }

  /** Blanks behind the value are no part of it, so their line breaks do not count. */
  #expectEnd(bytes: Buffer, valueEnd: number, start: number, end: number): void {
    for (let i = valueEnd; i < end; i++) {
      if (BLANK[bytes[i]!] === 0) throw expectedMistake({ bytes, start, end, at: i }, 'the end of the text');
    }
  }
}

function byteOrderMarkLength(bytes: Buffer, start: number, end: number): 0 | 3 {
  const isThere =
    end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
  return isThere ? 3 : 0;
}

/** The end of the string, number or word at `at`. */
function scalarEnd(bytes: Buffer, at: number, start: number, end: number): number {
  const byte = at < end ? bytes[at]! : 0;
  if (byte === QUOTE) {
    const next = stringEnd(bytes, at, end);
    if (next < 0) throw stringMistake({ bytes, start, end, at: -1 - next }, at);
    return next;
  }
  if (byte === MINUS || (byte >= ZERO && byte <= NINE)) {
    const next = numberEnd(bytes, at, end);
    if (next < 0) throw numberMistake({ bytes, start, end, at: -1 - next }, at);
    return next;
  }
  const word = byte === LOWER_T ? TRUE : byte === LOWER_F ? FALSE : NULL;
  const next = wordEnd(bytes, at, end, word);
  if (next < 0) throw expectedMistake({ bytes, start, end, at }, 'a value');
  return next;
}
