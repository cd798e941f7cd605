/**
 * The state of scripts as JSON text that reads back as exactly the same values.
 *
 * The value model's own JSON keeps integers, floats and strings apart already. What it lacks is written as a record with
 * a single field: `{"$bytes": base64}`, `{"$float": "NaN"}`, and `{"$json": text}` for JSON that nobody has looked into
 * and that has to leave as the bytes it came as. A record that looks like one of these is written as
 * `{"$record": {…}}`.
 */
import { ByteWriter } from '../byte-writer.ts';
import { DeferredItems } from '../value/captured.ts';
import type { Captured, CapturedRecord } from '../value/captured.ts';
import { CodecError, bug } from '../errors.ts';
import { COLON, COMMA } from '../value/json-bytes.ts';
import { parseJson, writeJson } from '../value/json.ts';
import { JsonScanner } from '../value/json-scan.ts';
import { asArray, asRecord } from '../value/kind.ts';
import { LazyJson } from '../value/lazy-json.ts';
import { Float } from '../value/value.ts';
import type { Value, ValueRecord } from '../value/value.ts';

/** JSON ends at 1,024; leaves room for what stands around the state in its file. */
const MAX_LEVELS = 1_000;

/** A record or array of which a part has been written. */
interface Opened {
  /** Its items; none when it is a record or has deferred ones. */
  items: readonly Value[];
  deferred: DeferredItems | null;
  /** The fields of a record that are left; null when it is an array. */
  fields: Iterator<[string, Captured]> | null;
  /** How many items or fields have been written. */
  written: number;
  /** What ends it, a bracket for each level. */
  close: string;
}

/**
 * Writes a state as text, piece by piece: a flow whose windows hold a million groups goes on meanwhile. The state must not
 * change until all of it is written.
 *
 * It keeps its place in a stack of its own: a function that calls itself could not stop half-way.
 */
export class StateWriter {
  readonly #out: ByteWriter;
  /** The records and arrays around the place, and behind them some that can be used again. */
  readonly #opened: Opened[] = [];
  #depth = 0;
  /** The levels of JSON around the place. */
  #levels = 0;

  /** Begins; what has no parts is written at once. */
  constructor(state: Captured, out: ByteWriter) {
    this.#out = out;
    this.#value(state);
  }

  /**
   * Appends until `out` holds `bytes`, or a little more; gives whether all is written. Throws CodecError for a state that is
   * nested too deep.
   */
  writeUpTo(bytes: number): boolean {
    while (this.#depth > 0) {
      if (this.#out.length >= bytes) return false;
      this.#next(this.#opened[this.#depth - 1]!);
    }
    return true;
  }

  /** The next item or field of the innermost record or array, or its end. */
  #next(opened: Opened): void {
    const { items, deferred, fields } = opened;
    if (fields !== null) this.#nextField(opened, fields);
    else if (opened.written === (deferred ?? items).length) this.#close(opened);
    else {
      if (opened.written > 0) this.#out.byte(COMMA);
      const index = opened.written++;
      this.#value(deferred === null ? items[index]! : deferred.at(index));
    }
  }

  #nextField(opened: Opened, fields: Iterator<[string, Captured]>): void {
    const next = fields.next();
    if (next.done === true) return this.#close(opened);
    const out = this.#out;
    if (opened.written++ > 0) out.byte(COMMA);
    writeJson(next.value[0], out);
    out.byte(COLON);
    this.#value(next.value[1]);
  }

  #value(value: Captured): void {
    if (typeof value !== 'object' || value === null) writeLeaf(value, this.#out);
    else if (Array.isArray(value)) this.#open('[', ']').items = value as readonly Value[];
    else if (value instanceof Map) this.#openRecord(value);
    else if (value instanceof DeferredItems) this.#open('[', ']').deferred = value;
    // Neither a record nor an array.
    else writeLeaf(value, this.#out);
  }

  #openRecord(record: ValueRecord | CapturedRecord): void {
    const opened = looksTagged(record) ? this.#open('{"$record":{', '}}') : this.#open('{', '}');
    opened.fields = record.entries();
  }

  #open(open: string, close: string): Opened {
    this.#levels += close.length;
    if (this.#levels > MAX_LEVELS) {
      throw new CodecError(`more than ${MAX_LEVELS} records and arrays inside one another`);
    }
    this.#out.ascii(open);
    const opened = (this.#opened[this.#depth++] ??= newOpened());
    opened.items = NO_ITEMS;
    opened.deferred = null;
    opened.fields = null;
    opened.written = 0;
    opened.close = close;
    return opened;
  }

  #close({ close }: Opened): void {
    this.#out.ascii(close);
    this.#levels -= close.length;
    this.#depth--;
  }
}

const NO_ITEMS: readonly Value[] = [];

function newOpened(): Opened {
  return { items: NO_ITEMS, deferred: null, fields: null, written: 0, close: '' };
}

/** Appends all of `state` as text. Throws CodecError for a state that is nested too deep. */
export function writeState(state: Captured, out: ByteWriter): void {
  new StateWriter(state, out).writeUpTo(Infinity);
}

/** `state` as the JSON that is written for it. */
export function stateJson(state: Captured): Value {
  const out = new ByteWriter();
  writeState(state, out);
  return parseJson(out.written);
}

/** The state that was written as this (parsed) JSON. */
export function readState(json: Value): Value {
  const record = asRecord(json);
  if (record !== undefined) return readRecord(record);
  return asArray(json)?.map(readState) ?? json;
}

function writeLeaf(value: Value, out: ByteWriter): void {
  const float = value instanceof Float ? value.value : value;
  if (value instanceof LazyJson) {
    writeTagged('$json', value.bytes.toString('utf8', value.start, value.end), out);
  } else if (value instanceof Uint8Array) writeTagged('$bytes', value, out);
  else if (typeof float === 'number' && !Number.isFinite(float)) writeTagged('$float', String(float), out);
  else writeJson(value, out);
}

function writeTagged(tag: string, content: Value, out: ByteWriter): void {
  out.ascii(`{"${tag}":`);
  writeJson(content, out);
  out.ascii('}');
}

function looksTagged(record: ValueRecord | CapturedRecord): boolean {
  if (record.size !== 1) return false;
  const [key] = record.keys();
  return key!.startsWith('$');
}

function readRecord(record: ValueRecord): Value {
  if (!looksTagged(record)) return readFields(record);
  const [[name, content]] = record as Iterable<[string, Value]> as [[string, Value]];
  switch (name) {
    case '$record':
      return readFields(asRecord(content) ?? bug('a tag without its record'));
    case '$bytes':
      return Buffer.from(content as string, 'base64');
    case '$float':
      return Number(content);
    case '$json': {
      const bytes = Buffer.from(content as string);
      return new JsonScanner().scan(bytes, 0, bytes.length) ?? bug('a tag without its JSON');
    }
    default:
      return bug(`a state with a tag \`${name}\``);
  }
}

function readFields(record: ValueRecord): ValueRecord {
  const fields = new Map<string, Value>();
  for (const [key, value] of record) fields.set(key, readState(value));
  return fields;
}
