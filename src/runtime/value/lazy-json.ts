import { CLOSE_ARRAY, CLOSE_RECORD, COMMA, OPEN_ARRAY, OPEN_RECORD } from './json-bytes.ts';
import { fieldName, isName } from './json-name.ts';
import { readScalar, readString, skipBlank, skipString, skipValue } from './json-read.ts';
import type { Value, ValueRecord } from './value.ts';

/** So many fields are looked up in the text; who asks for more gets the whole level built. */
const LOOK_UPS_BEFORE_BUILDING = 2;

const NONE: readonly never[] = [];

/**
 * A record or an array that is still JSON text: validated, not built.
 *
 * It refers to bytes that nobody overwrites. What a script does not look into leaves as the bytes it came as, white
 * space included. One exception: a text with a raw line break between its tokens is written without white space,
 * because it would break an output of one value per line.
 *
 * Keeping one keeps the whole block of input alive that it refers to; see {@link LazyJson.detached}.
 */
export class LazyJson {
  readonly kind: 'record' | 'array';
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** False when there is surely no line break between the tokens. */
  readonly mayBreakLines: boolean;
  /** Top-level fields that were read while the text was validated, and their values; `undefined` is absent. */
  readonly #names: readonly string[];
  readonly #values: readonly (Value | undefined)[];
  #built: ValueRecord | readonly Value[] | null = null;
  #lookUps = 0;

  /** `bytes[start, end)` is a valid text that begins with `{` or `[` and ends with its counterpart. */
  constructor(
    bytes: Buffer,
    start: number,
    end: number,
    mayBreakLines: boolean,
    names: readonly string[] = NONE,
    values: readonly (Value | undefined)[] = NONE,
  ) {
    this.kind = bytes[start] === OPEN_RECORD ? 'record' : 'array';
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.mayBreakLines = mayBreakLines;
    this.#names = names;
    this.#values = values;
  }

  /** The value of field `key` of a record (the last one of several), `undefined` when there is none. */
  field(key: string): Value | undefined {
    if (this.kind === 'array') return undefined;
    const names = this.#names;
    for (let i = 0; i < names.length; i++) if (names[i] === key) return this.#values[i];
    if (this.#built === null && this.#lookUps++ < LOOK_UPS_BEFORE_BUILDING) return findField(this, key);
    return (this.built() as ValueRecord).get(key);
  }

  /** One level: a `Map` or an array whose own records and arrays are lazy again. Built once. */
  built(): ValueRecord | readonly Value[] {
    this.#built ??= this.kind === 'record' ? buildRecord(this) : buildArray(this);
    return this.#built;
  }

  /** The same value on bytes of its own, for who keeps it for long. */
  detached(): LazyJson {
    const copy = Buffer.from(this.bytes.subarray(this.start, this.end));
    return new LazyJson(copy, 0, copy.length, this.mayBreakLines);
  }
}

/** The value at `bytes[start, end)`, part of a text that was validated. */
export function valueAt(bytes: Buffer, start: number, end: number, mayBreakLines: boolean): Value {
  const byte = bytes[start];
  return byte === OPEN_RECORD || byte === OPEN_ARRAY
    ? new LazyJson(bytes, start, end, mayBreakLines)
    : readScalar(bytes, start, end);
}

function buildRecord(record: LazyJson): ValueRecord {
  const { bytes, end, mayBreakLines } = record;
  const fields = new Map<string, Value>();
  let at = skipBlank(bytes, record.start + 1);
  while (bytes[at] !== CLOSE_RECORD) {
    const keyEnd = skipString(bytes, at);
    const valueStart = skipBlank(bytes, skipBlank(bytes, keyEnd) + 1);
    const valueEnd = skipValue(bytes, valueStart, end);
    fields.set(readString(bytes, at, keyEnd), valueAt(bytes, valueStart, valueEnd, mayBreakLines));
    at = nextItem(bytes, valueEnd);
  }
  return fields;
}

function buildArray(array: LazyJson): readonly Value[] {
  const { bytes, end, mayBreakLines } = array;
  const items: Value[] = [];
  let at = skipBlank(bytes, array.start + 1);
  while (bytes[at] !== CLOSE_ARRAY) {
    const itemEnd = skipValue(bytes, at, end);
    items.push(valueAt(bytes, at, itemEnd, mayBreakLines));
    at = nextItem(bytes, itemEnd);
  }
  return items;
}

/** Walks over all fields, because the last one of a name counts. */
function findField(record: LazyJson, key: string): Value | undefined {
  const { bytes, end, mayBreakLines } = record;
  const name = fieldName(key);
  let found: Value | undefined;
  let at = skipBlank(bytes, record.start + 1);
  while (bytes[at] !== CLOSE_RECORD) {
    const keyEnd = skipString(bytes, at);
    const valueStart = skipBlank(bytes, skipBlank(bytes, keyEnd) + 1);
    const valueEnd = skipValue(bytes, valueStart, end);
    if (isName(bytes, at, keyEnd, name)) found = valueAt(bytes, valueStart, valueEnd, mayBreakLines);
    at = nextItem(bytes, valueEnd);
  }
  return found;
}

/** From behind an item to the next one, or to the closing bracket. */
function nextItem(bytes: Buffer, itemEnd: number): number {
  const at = skipBlank(bytes, itemEnd);
  return bytes[at] === COMMA ? skipBlank(bytes, at + 1) : at;
}
