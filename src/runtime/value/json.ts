/** JSON text to values and back. */
import { ByteWriter } from '../byte-writer.ts';
import { CodecError } from '../errors.ts';
import { buildAll } from './json-build.ts';
import { JsonScanner } from './json-scan.ts';
import { writeValue } from './json-write.ts';
import { LazyJson } from './lazy-json.ts';
import { asBuffer, checkUtf8 } from './utf8.ts';
import type { Value } from './value.ts';

/**
 * The value of one JSON text (RFC 8259), built completely and exactly. Throws CodecError.
 *
 * - a number without fraction and exponent is an integer, all others are floats: `7.0`, `1e2`; `-0` is the
 *   integer 0, which has no sign, and `-0.0` a float that keeps it
 * - integers keep every digit; outside 64 bits (signed or unsigned) they are an error, and so are floats that are
 *   not finite, such as `1e400`
 * - of several fields with one name the last one counts, at the place of the first
 * - half a surrogate pair, written as an escape, is kept
 * - more than 1,024 records and arrays inside one another are an error
 * - a byte order mark at the beginning is skipped
 */
export function parseJson(text: string | Uint8Array): Value {
  const bytes = typeof text === 'string' ? textBytes(text) : asBuffer(text);
  checkUtf8(bytes, 0, bytes.length);
  const value = new JsonScanner().scan(bytes, 0, bytes.length);
  if (value === undefined) throw new CodecError('not JSON: there is no value', 0);
  return value instanceof LazyJson ? buildAll(value) : value;
}

/**
 * Appends `value` as JSON: compact, fields in their order. Throws CodecError, and leaves `out` as it was, for a
 * value that is nested too deep.
 *
 * Floats always have a dot or an exponent, so that they are floats again when they are read (`7.0`), and otherwise
 * the shortest text that reads back as the same number; NaN and the infinities, which JSON lacks, are `null`. Bytes
 * are a base64 string. A {@link LazyJson} goes out as it came in.
 */
export function writeJson(value: Value, out: ByteWriter): void {
  const before = out.length;
  try {
    writeValue(value, out, 0);
  } catch (error) {
    out.truncate(before);
    throw error;
  }
}

/** `value` as JSON text, as {@link writeJson} writes it. */
export function jsonText(value: Value): string {
  const out = new ByteWriter(256);
  writeJson(value, out);
  return out.written.toString('utf8');
}

function textBytes(text: string): Buffer {
  // Half a surrogate pair would silently become another character.
  const lone = text.search(/\p{Surrogate}/u);
  if (lone >= 0) throw new CodecError(`not Unicode text: half a surrogate pair at character ${lone}`);
  return Buffer.from(text);
}
