/** The operations of `patch`, each on a record that nobody else has. */
import { aKind, asRecord, kindOf } from './kind.ts';
import { completeWith, fieldsOf, mergeInto, mergeRecords } from './merge.ts';
import type { Value } from './value.ts';
import { EMPTY_RECORD } from './value.ts';
import { refuse } from './value-error.ts';

type Fields = Map<string, Value>;

/** A new field. */
export function insert(record: Fields, key: string, value: Value): void {
  record.set(free(record, key), value);
}

/** Another value for a field that is there. */
export function update(record: Fields, key: string, value: Value): void {
  if (!record.has(key)) refuse('field-missing', `there is no field \`${key}\` to update`);
  record.set(key, value);
}

export function upsert(record: Fields, key: string, value: Value): void {
  record.set(key, value);
}

/** That there is none is no mistake. */
export function erase(record: Fields, key: string): void {
  record.delete(key);
}

/** Another name for a field, if it is there. */
export function move(record: Fields, from: string, to: string): void {
  copy(record, from, to);
  record.delete(from);
}

/** The value of a field under another name, too, if it is there. */
export function copy(record: Fields, from: string, to: string): void {
  free(record, to);
  const value = record.get(from);
  if (value !== undefined) record.set(to, value);
}

/** Merges a record into that of a field; where there is no field, it becomes one. */
export function mergeField(record: Fields, key: string, value: Value): void {
  const fields = fieldsOf(value, `what is merged into \`${key}\``);
  const old = record.get(key);
  const target = old === undefined ? EMPTY_RECORD : (asRecord(old) ?? notMergeable(key, old));
  record.set(key, mergeRecords(target, fields));
}

export function mergeWhole(record: Fields, value: Value): void {
  mergeInto(record, fieldsOf(value, 'what `merge` brings in'));
}

/** A field, if it is not there. */
export function defaultField(record: Fields, key: string, value: Value): void {
  if (!record.has(key)) record.set(key, value);
}

/** All fields that are not there, in the records in fields, too. */
export function defaultWhole(record: Fields, value: Value): void {
  completeWith(record, fieldsOf(value, 'the defaults of a record'));
}

function free(record: Fields, key: string): string {
  return record.has(key) ? refuse('field-exists', `there is a field \`${key}\` already`) : key;
}

function notMergeable(key: string, old: Value): never {
  return refuse(
    'field-not-a-record',
    `only a record can be merged into, and the field \`${key}\` is ${aKind(kindOf(old))}`,
  );
}
