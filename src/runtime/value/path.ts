/**
 * Reading and writing inside records and arrays. To read what is not there is an error; the `find` functions answer
 * it with `undefined` instead. Writing copies the records on the way and shares everything else.
 */
import { LazyJson } from './lazy-json.ts';
import { aKind, asArray, asRecord, isInteger, kindOf } from './kind.ts';
import type { Integer } from './kind.ts';
import { describeValue } from './text.ts';
import { refuse } from './value-error.ts';
import type { ValueProblem } from './value-error.ts';
import { EMPTY_RECORD } from './value.ts';
import type { Value, ValueRecord } from './value.ts';

/** The field, or undefined when there is none or `target` is no record. */
export function findField(target: Value, key: string): Value | undefined {
  if (target instanceof Map) return (target as ValueRecord).get(key);
  return target instanceof LazyJson ? target.field(key) : undefined;
}

/** What `[index]` finds: a field by a string, an item by an integer from 0. Undefined when it is not there. */
export function findIndex(target: Value, index: Value): Value | undefined {
  if (typeof index === 'string') return findField(target, index);
  const at = checkIndex(index);
  return asArray(target)?.[Number(at)];
}

/** What `[from:to]` finds: the items from `from` up to but not `to`. Undefined when they are not all there. */
export function findRange(target: Value, from: Value, to: Value): readonly Value[] | undefined {
  const [first, end] = checkRange(from, to);
  const items = asArray(target);
  return items !== undefined && end <= items.length ? items.slice(Number(first), Number(end)) : undefined;
}

/** `target.key`; `what` is what messages call the target: its text in the script. */
export function readField(target: Value, key: string, what: string): Value {
  const value = findField(target, key);
  return value === undefined ? noField(target, key, what) : value;
}

/** `target[index]`. */
export function readIndex(target: Value, index: Value, what: string): Value {
  const value = findIndex(target, index);
  if (value !== undefined) return value;
  return typeof index === 'string' ? noField(target, index, what) : noItem(target, checkIndex(index), what);
}

/** `target[from:to]`. */
export function readRange(target: Value, from: Value, to: Value, what: string): readonly Value[] {
  return findRange(target, from, to) ?? noRange(target, checkRange(from, to), what);
}

/** An index must be a string (for records) or an integer from 0 (for arrays), whatever it is used on. */
export function checkIndex(index: Value): Integer {
  if (isInteger(index) && index >= 0) return index;
  return refuse('index-kind', `an index is a string or an integer from 0 on, not ${describeValue(index)}`);
}

/** A range goes from an integer to the same or a larger one. */
export function checkRange(from: Value, to: Value): readonly [Integer, Integer] {
  const first = checkBound(from, 'range-start-kind');
  const end = checkBound(to, 'range-end-kind');
  if (end < first) return refuse('range-order', `the range ${first}:${end} ends before it begins`);
  return [first, end];
}

function checkBound(bound: Value, problem: ValueProblem): Integer {
  if (isInteger(bound) && bound >= 0) return bound;
  return refuse(problem, `a range goes from one integer to another, not ${describeValue(bound)}`);
}

function noField(target: Value, key: string, what: string): never {
  const kind = kindOf(target);
  if (kind === 'record') return refuse('no-such-key', `${what} has no field \`${key}\``);
  return refuse('not-a-record', `${what} is ${aKind(kind)}, not a record with a field \`${key}\``);
}

function noItem(target: Value, index: Integer, what: string): never {
  const items = arrayOrRefuse(target, what);
  return refuse('index-bounds', `${what} has ${count(items)}, none at index ${index}`);
}

function noRange(target: Value, [first, end]: readonly [Integer, Integer], what: string): never {
  const items = arrayOrRefuse(target, what);
  return refuse('index-bounds', `${what} has ${count(items)}, too few for the range ${first}:${end}`);
}

function arrayOrRefuse(target: Value, what: string): readonly Value[] {
  return asArray(target) ?? refuse('not-an-array', `${what} is ${aKind(kindOf(target))}, not an array`);
}

function count(items: readonly Value[]): string {
  return items.length === 1 ? '1 item' : `${items.length} items`;
}

/**
 * `target` with `value` at the end of the path `keys[from…]`. Records that are missing on the way are made; anything else on
 * the way, an array too, is an error. `what` is what messages call the target.
 */
export function writePath(
  target: Value,
  keys: readonly Value[],
  value: Value,
  what: string,
  from = 0,
): Map<string, Value> {
  const copy = copyRecord(asRecord(target) ?? noFields(target, what));
  writeInto(copy, keys, value, from);
  return copy;
}

/** The same in a record that nobody else has; all others on the way are copied. Unchanged when it fails. */
export function writeInto(record: Map<string, Value>, keys: readonly Value[], value: Value, from = 0): void {
  const key = keys[from]!;
  if (typeof key !== 'string') return notAKey(key);
  if (from === keys.length - 1) {
    record.set(key, value);
  } else {
    const child = record.get(key);
    const inside = child === undefined ? EMPTY_RECORD : child;
    record.set(key, writePath(inside, keys, value, `field \`${key}\``, from + 1));
  }
}

/** A record that may be changed. (Several times faster than `new Map(record)`.) */
export function copyRecord(record: ValueRecord): Map<string, Value> {
  const copy = new Map<string, Value>();
  for (const [key, value] of record) copy.set(key, value);
  return copy;
}

function noFields(target: Value, what: string): never {
  return refuse('not-a-record', `${what} is ${aKind(kindOf(target))}: only a record's fields can be set`);
}

function notAKey(key: Value): never {
  return refuse(
    'index-kind',
    `only fields of records can be set, and ${describeValue(key)} is not the name of one`,
  );
}
