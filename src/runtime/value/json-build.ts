import { CLOSE_ARRAY, CLOSE_RECORD, COMMA, OPEN_ARRAY, OPEN_RECORD } from './json-bytes.ts';
import { readScalar, readString, skipBlank, skipString, skipValue } from './json-read.ts';
import type { LazyJson } from './lazy-json.ts';
import type { Value } from './value.ts';

/** The whole tree of a lazy value, in one pass. */
export function buildAll(lazy: LazyJson): Value {
  return new TreeBuilder(lazy.bytes, lazy.start, lazy.end).value();
}

/** Walks over a validated text; nesting is bounded by what the scanner lets through. */
class TreeBuilder {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  value(): Value {
    const start = this.#at;
    const byte = this.#bytes[start];
    if (byte === OPEN_RECORD) return this.#record();
    if (byte === OPEN_ARRAY) return this.#array();
    this.#at = skipValue(this.#bytes, start, this.#end);
    return readScalar(this.#bytes, start, this.#at);
  }

  #record(): Value {
    const fields = new Map<string, Value>();
    this.#skipToken();
    while (this.#bytes[this.#at] !== CLOSE_RECORD) {
      const keyStart = this.#at;
      this.#at = skipString(this.#bytes, keyStart);
      const key = readString(this.#bytes, keyStart, this.#at);
      this.#at = skipBlank(this.#bytes, this.#at);
      this.#skipToken();
      fields.set(key, this.value());
      this.#skipComma();
    }
    this.#at++;
    return fields;
  }

  #array(): Value {
    const items: Value[] = [];
    this.#skipToken();
    while (this.#bytes[this.#at] !== CLOSE_ARRAY) {
      items.push(this.value());
      this.#skipComma();
    }
    this.#at++;
    return items;
  }

  /** Over the bracket or colon here, to the next token. */
  #skipToken(): void {
    this.#at = skipBlank(this.#bytes, this.#at + 1);
  }

  #skipComma(): void {
    this.#at = skipBlank(this.#bytes, this.#at);
    if (this.#bytes[this.#at] === COMMA) this.#skipToken();
  }
}
