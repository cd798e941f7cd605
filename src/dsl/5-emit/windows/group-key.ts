import { detach } from '../../../runtime/value/detach.ts';
import { jsonText } from '../../../runtime/value/json.ts';
import { asArray, asRecord, isNumber, toDouble } from '../../../runtime/value/kind.ts';
import type { Value } from '../../../runtime/value/value.ts';

/** Tells groups apart: the same for the same values, whatever the order of fields in records. */
export function groupId(values: readonly Value[]): string {
  const [first] = values;
  // Nearly every group is one string; it needs no text of its own. All other ids begin with a bracket.
  if (values.length === 1 && typeof first === 'string') return `"${first}`;
  return listText(values, exactText);
}

/** What `group` is: the values, and their text. Holds on to nothing of the event. */
export function groupValue(values: readonly Value[]): readonly Value[] {
  return [...values.map(detach), listText(values, sortedText)];
}

type TextOf = (value: Value) => string;

function listText(values: readonly Value[], textOf: TextOf): string {
  return `[${values.map(textOf).join(',')}]`;
}

/** JSON with the fields of records in the order of their names. */
function sortedText(value: Value): string {
  return nestedText(value, sortedText) ?? jsonText(value);
}

/** As above, and different for values that JSON does not tell apart: bytes and their text, `null` and what is no number. */
function exactText(value: Value): string {
  if (value instanceof Uint8Array) return `<${Buffer.from(value).toString('base64')}>`;
  if (isNumber(value) && !Number.isFinite(toDouble(value))) return String(toDouble(value));
  return nestedText(value, exactText) ?? jsonText(value);
}

function nestedText(value: Value, textOf: TextOf): string | undefined {
  const record = asRecord(value);
  if (record !== undefined) {
    const names = [...record.keys()].sort();
    return `{${names.map((name) => `${jsonText(name)}:${textOf(record.get(name)!)}`).join(',')}}`;
  }
  const items = asArray(value);
  return items && listText(items, textOf);
}
