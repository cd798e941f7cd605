import type { ByteWriter } from '../byte-writer.ts';
import { CodecError, assertNever } from '../errors.ts';
import {
  BACKSLASH,
  BLANK,
  CARRIAGE_RETURN,
  CLOSE_ARRAY,
  CLOSE_RECORD,
  COLON,
  COMMA,
  LINE_FEED,
  OPEN_ARRAY,
  OPEN_RECORD,
  QUOTE,
} from './json-bytes.ts';
import { floatText } from './json-number.ts';
import { skipString } from './json-read.ts';
import { LazyJson } from './lazy-json.ts';
import { Float, type Value, type ValueRecord } from './value.ts';

/** Values that a script has built may be nested this deep; protects the stack. */
const MAX_DEPTH = 1024;

/** So many characters are cheaper to write one by one than with a call into the platform. */
const SHORT_TEXT = 40;

/** What a string cannot hold as it is: quote, backslash, control characters, halves of a surrogate pair. */
const NEEDS_ESCAPE = /["\\\u0000-\u001f]|\p{Surrogate}/u;

/** Appends `value`; `depth` counts the records and arrays around it. */
export function writeValue(value: Value, out: ByteWriter, depth: number): void {
  if (typeof value === 'string') writeString(value, out);
  else if (typeof value === 'number') out.ascii(Number.isInteger(value) ? String(value) : floatText(value));
  else if (value instanceof LazyJson) writeLazy(value, out);
  else if (value instanceof Map) writeRecord(value as ValueRecord, out, depth);
  else if (Array.isArray(value)) writeArray(value as readonly Value[], out, depth);
  else if (value === null || typeof value === 'boolean' || typeof value === 'bigint')
    out.ascii(String(value));
  else if (value instanceof Float) out.ascii(floatText(value.value));
  else if (value instanceof Uint8Array) writeBytes(value, out);
  else assertNever(value as never);
}

function writeRecord(record: ValueRecord, out: ByteWriter, depth: number): void {
  if (depth === MAX_DEPTH) throw tooDeep();
  out.byte(OPEN_RECORD);
  let first = true;
  for (const [key, value] of record) {
    if (first) first = false;
    else out.byte(COMMA);
    writeString(key, out);
    out.byte(COLON);
    writeValue(value, out, depth + 1);
  }
  out.byte(CLOSE_RECORD);
}

function writeArray(items: readonly Value[], out: ByteWriter, depth: number): void {
  if (depth === MAX_DEPTH) throw tooDeep();
  out.byte(OPEN_ARRAY);
  for (let i = 0; i < items.length; i++) {
    if (i > 0) out.byte(COMMA);
    writeValue(items[i]!, out, depth + 1);
  }
  out.byte(CLOSE_ARRAY);
}

function writeString(text: string, out: ByteWriter): void {
  if (text.length <= SHORT_TEXT && writePlainString(text, out)) return;
  // JSON.stringify writes half a surrogate pair as an escape, which keeps it.
  if (NEEDS_ESCAPE.test(text)) {
    out.utf8(JSON.stringify(text));
    return;
  }
  out.byte(QUOTE);
  out.utf8(text);
  out.byte(QUOTE);
}

/** Writes a short string if it is ASCII without anything to escape; otherwise writes nothing and says false. */
function writePlainString(text: string, out: ByteWriter): boolean {
  const { length } = text;
  const target = out.reserve(length + 2);
  let at = out.length;
  target[at++] = QUOTE;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7f || unit === QUOTE || unit === BACKSLASH) return false;
    target[at++] = unit;
  }
  target[at] = QUOTE;
  out.advance(length + 2);
  return true;
}

function writeBytes(bytes: Uint8Array, out: ByteWriter): void {
  out.byte(QUOTE);
  out.longAscii(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'));
  out.byte(QUOTE);
}

function writeLazy(value: LazyJson, out: ByteWriter): void {
  const { bytes, start, end } = value;
  if (value.mayBreakLines && hasLineBreak(value)) writeCompact(bytes, start, end, out);
  else out.bytes(bytes, start, end);
}

function hasLineBreak({ bytes, start, end }: LazyJson): boolean {
  for (let i = start; i < end; i++) {
    if (bytes[i] === LINE_FEED || bytes[i] === CARRIAGE_RETURN) return true;
  }
  return false;
}

/** Everything but the blanks between tokens. */
function writeCompact(bytes: Buffer, start: number, end: number, out: ByteWriter): void {
  let runStart = start;
  let at = start;
  while (at < end) {
    if (bytes[at] === QUOTE) at = skipString(bytes, at);
    else if (BLANK[bytes[at]!] === 0) at++;
    else {
      out.bytes(bytes, runStart, at);
      while (BLANK[bytes[at]!] !== 0) at++;
      runStart = at;
    }
  }
  out.bytes(bytes, runStart, end);
}

function tooDeep(): CodecError {
  return new CodecError(`more than ${MAX_DEPTH} records and arrays inside one another`);
}
