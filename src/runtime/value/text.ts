import { ByteWriter, TooLargeError } from '../byte-writer.ts';
import { MAX_LENGTH, limited, textTooLong } from './limits.ts';
import { jsonText, writeJson } from './json.ts';
import { aKind, kindOf } from './kind.ts';
import type { Value } from './value.ts';

/** What `"#{value}"` puts in: a string as it is, everything else as its JSON text. */
export function displayText(value: Value): string {
  if (typeof value === 'string') return value;
  // What an integer looks like is the same everywhere, and it needs no buffer.
  return typeof value === 'number' && Number.isInteger(value) ? String(value) : limitedJsonText(value);
}

/** The JSON text of a value, unless it is too long: the parts of a value can be shared, and those of its text are not. */
export function limitedJsonText(value: Value): string {
  // A character takes at most three bytes.
  const out = new ByteWriter(256, Infinity, 3 * MAX_LENGTH);
  try {
    writeJson(value, out);
  } catch (thrown) {
    if (thrown instanceof TooLargeError) textTooLong();
    throw thrown;
  }
  return limited(out.written.toString('utf8'));
}

/** So much of a value is shown in a message. */
const LONGEST_SHOWN = 40;

/** A value in an error message: "the string `\"a\"`", "a record"; long text is cut. */
export function describeValue(value: Value): string {
  const kind = kindOf(value);
  switch (kind) {
    case 'null':
      return '`null`';
    case 'bool':
    case 'integer':
    case 'float':
    case 'string':
      return `the ${kind} \`${shortJson(value)}\``;
    default:
      return aKind(kind);
  }
}

/** The JSON text of a value; long text is cut. */
export function shortJson(value: Value): string {
  const text = jsonText(value);
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`;
}
