import { BACKSLASH } from './json-bytes.ts';
import { readString } from './json-read.ts';

/** The name of a field that is looked for, as text and as the bytes that it usually is in JSON. */
export interface FieldName {
  readonly text: string;
  readonly utf8: Uint8Array;
}

export function fieldName(text: string): FieldName {
  return { text, utf8: Buffer.from(text) };
}

/** Is the string whose quotes are at `start` and `end - 1` this name? `"\u006bey"` is `key`. */
export function isName(bytes: Buffer, start: number, end: number, name: FieldName): boolean {
  const { utf8 } = name;
  // An escape is never shorter than what it stands for.
  if (end - start - 2 < utf8.length) return false;
  for (let i = 0; i < utf8.length; i++) {
    const byte = bytes[start + 1 + i]!;
    if (byte === BACKSLASH) return readString(bytes, start, end) === name.text;
    if (byte !== utf8[i]) return false;
  }
  return end - start - 2 === utf8.length;
}
