/**
 * The state of scripts as JSON text that reads back as exactly the same values.
 *
 * The value model's own JSON keeps integers, floats and strings apart already. What it lacks is written as a record with
 * a single field: `{"$bytes": base64}`, `{"$float": "NaN"}`, and `{"$json": text}` for JSON that nobody has looked into
 * and that has to leave as the bytes it came as. A record that looks like one of these is written as
 * `{"$record": {…}}`.
 */
import type { ByteWriter } from '../byte-writer.ts';
import { CodecError, bug } from '../errors.ts';
import { writeJson } from '../value/json.ts';
import { JsonScanner } from '../value/json-scan.ts';
import { asArray, asRecord } from '../value/kind.ts';
import { LazyJson } from '../value/lazy-json.ts';
import { Float } from '../value/value.ts';
import type { Value, ValueRecord } from '../value/value.ts';

/** Leaves room for what stands around the state in its file: JSON ends at 1,024 levels. */
const MAX_DEPTH = 1_000;

/** Appends `state` as text. Throws CodecError for a state that is nested too deep. */
export function writeState(state: Value, out: ByteWriter): void {
  writeJson(stateJson(state), out);
}

/** `state` as the JSON that is written for it. */
export function stateJson(state: Value): Value {
  return tagged(state, 0);
}

/** The state that was written as this (parsed) JSON. */
export function readState(json: Value): Value {
  const record = asRecord(json);
  if (record !== undefined) return readRecord(record);
  return asArray(json)?.map(readState) ?? json;
}

function tagged(value: Value, depth: number): Value {
  if (depth > MAX_DEPTH) throw new CodecError(`more than ${MAX_DEPTH} records and arrays inside one another`);
  if (value instanceof LazyJson) {
    return tag('$json', value.bytes.toString('utf8', value.start, value.end));
  }
  if (value instanceof Uint8Array) return tag('$bytes', Buffer.from(value).toString('base64'));
  if (value instanceof Map) return taggedRecord(value as ValueRecord, depth);
  if (Array.isArray(value)) return taggedItems(value as readonly Value[], depth);
  const float = value instanceof Float ? value.value : value;
  return typeof float === 'number' && !Number.isFinite(float) ? tag('$float', String(float)) : value;
}

/** Most of a state stays as it is: only what differs is made anew. */
function taggedItems(items: readonly Value[], depth: number): Value {
  let result: Value[] | null = null;
  for (let i = 0; i < items.length; i++) {
    const item = tagged(items[i]!, depth + 1);
    if (item !== items[i]) (result ??= [...items])[i] = item;
  }
  return result ?? items;
}

function taggedRecord(record: ValueRecord, depth: number): Value {
  let fields: Map<string, Value> | null = null;
  for (const [key, value] of record) {
    const field = tagged(value, depth + 1);
    if (field !== value) (fields ??= new Map(record)).set(key, field);
  }
  return looksTagged(record) ? tag('$record', fields ?? record) : (fields ?? record);
}

function tag(name: string, content: Value): ValueRecord {
  return new Map([[name, content]]);
}

function looksTagged(record: ValueRecord): boolean {
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
