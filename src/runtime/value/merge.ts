/** Records put together field by field, as deep as they are records on both sides. */
import { aKind, asRecord, kindOf } from './kind.ts';
import { copyRecord } from './path.ts';
import type { Value, ValueRecord } from './value.ts';
import { refuse } from './value-error.ts';

/** Both records' fields. Of a field in both, the right one counts, unless both are records: these are merged. */
export function mergeRecords(left: ValueRecord, right: ValueRecord): Map<string, Value> {
  const result = copyRecord(left);
  mergeInto(result, right);
  return result;
}

/** The same in a record that nobody else has. */
export function mergeInto(record: Map<string, Value>, other: ValueRecord): void {
  for (const [key, value] of other) record.set(key, mergeValues(record.get(key), value));
}

function mergeValues(old: Value | undefined, value: Value): Value {
  const other = asRecord(value);
  const record = old === undefined || other === undefined ? undefined : asRecord(old);
  return record === undefined || other === undefined ? value : mergeRecords(record, other);
}

/** Sets in `record`, which nobody else has, the fields that it lacks, and does so in the records in its fields. */
export function completeWith(record: Map<string, Value>, defaults: ValueRecord): void {
  for (const [key, value] of defaults) {
    const old = record.get(key);
    record.set(key, old === undefined ? value : completed(old, value));
  }
}

function completed(old: Value, defaults: Value): Value {
  const fields = asRecord(defaults);
  const record = fields === undefined ? undefined : asRecord(old);
  if (record === undefined || fields === undefined) return old;
  const copy = copyRecord(record);
  completeWith(copy, fields);
  return copy;
}

/** The fields of a record, where nothing but a record will do. `what` is what the message calls it. */
export function fieldsOf(value: Value, what: string): ValueRecord {
  return (
    asRecord(value) ?? refuse('record-needed', `${what} must be a record, found ${aKind(kindOf(value))}`)
  );
}
