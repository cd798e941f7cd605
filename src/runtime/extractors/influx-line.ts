import { INTEGER_MAX, INTEGER_MIN, float, integer } from '../value/kind.ts';
import type { Value, ValueRecord } from '../value/value.ts';

/** A name up to one of the characters that end it; `\` in front of one of those keeps it. */
const MEASUREMENT = /((?:\\[, \\]|\\(?![, \\])|[^, \\\n])+)/y;
const NAME = /((?:\\[,= \\]|\\(?![,= \\])|[^,= \\\n])+)/y;
const FIELD =
  /"((?:\\[\s\S]|[^"\\])*)"|([+-]?\d+)i|(\d+)u|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([tT]|true|True|TRUE)(?![\w])|([fF]|false|False|FALSE)(?![\w])/y;
const TIMESTAMP = /(-?\d+)/y;

/** Goes through a line from left to right. */
class Cursor {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** What the sticky pattern finds here. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.at += match[0].length;
    return match;
  }

  skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  skipBlanks(): boolean {
    const start = this.at;
    while (this.text[this.at] === ' ') this.at++;
    return this.at > start;
  }

  get isAtEnd(): boolean {
    return this.at === this.text.length;
  }
}

/** The parts of one line of the line protocol; undefined when it is none, or a comment. */
export function parseInfluxLine(line: string, ingestNs: bigint): ValueRecord | undefined {
  const cursor = new Cursor(line.trimEnd());
  if (cursor.text.startsWith('#')) return undefined;
  const measurement = cursor.take(MEASUREMENT)?.[1];
  const tags = readTags(cursor);
  if (measurement === undefined || tags === undefined || !cursor.skipBlanks()) return undefined;
  const fields = readFields(cursor);
  if (fields === undefined) return undefined;
  const timestamp = cursor.isAtEnd ? integer(ingestNs) : readTimestamp(cursor);
  if (timestamp === undefined) return undefined;
  return new Map<string, Value>([
    ['measurement', unescape(measurement)],
    ['tags', tags],
    ['fields', fields],
    ['timestamp', timestamp],
  ]);
}

function readTags(cursor: Cursor): ValueRecord | undefined {
  const tags = new Map<string, Value>();
  while (cursor.skip(',')) {
    const key = cursor.take(NAME)?.[1];
    const value = cursor.skip('=') ? cursor.take(NAME)?.[1] : undefined;
    if (key === undefined || value === undefined) return undefined;
    tags.set(unescape(key), unescape(value));
  }
  return tags;
}

function readFields(cursor: Cursor): ValueRecord | undefined {
  const fields = new Map<string, Value>();
  do {
    const key = cursor.take(NAME)?.[1];
    const match = cursor.skip('=') ? cursor.take(FIELD) : undefined;
    const value = match && fieldValue(match);
    if (key === undefined || value === undefined) return undefined;
    fields.set(unescape(key), value);
  } while (cursor.skip(','));
  return fields;
}

function fieldValue(match: RegExpExecArray): Value | undefined {
  const [, string, signed, unsigned, number, isTrue] = match;
  if (string !== undefined) return string.replace(/\\(["\\])/g, '$1');
  if (signed !== undefined || unsigned !== undefined)
    return inRange(BigInt((signed ?? unsigned)!.replace('+', '')));
  if (number === undefined) return isTrue !== undefined;
  const value = Number(number);
  return Number.isFinite(value) ? float(value) : undefined;
}

function readTimestamp(cursor: Cursor): Value | undefined {
  const digits = cursor.skipBlanks() ? cursor.take(TIMESTAMP)?.[1] : undefined;
  return digits === undefined || !cursor.isAtEnd ? undefined : inRange(BigInt(digits));
}

function inRange(value: bigint): Value | undefined {
  return value >= INTEGER_MIN && value <= INTEGER_MAX ? integer(value) : undefined;
}

function unescape(name: string): string {
  return name.replace(/\\([,= \\])/g, '$1');
}
