import { Float } from './value.ts';
import type { Value, ValueRecord } from './value.ts';
import { asArray, asRecord, isNumber } from './kind.ts';
import type { Integer } from './kind.ts';

/**
 * `==`: deep, never an error. Records regardless of the order of their keys; a string and bytes by UTF-8; with a
 * float on either side, numbers that differ by less than {@link Number.EPSILON} are equal.
 */
export function equals(left: Value, right: Value): boolean {
  // Not for NaN, and a Float or a LazyJson may be shared: identity is equality only where it is said so here.
  if (left === right) return true;
  switch (typeof left) {
    case 'string':
      return right instanceof Uint8Array && sameBytes(right, left);
    case 'number':
    case 'bigint':
      return isNumber(right) && sameNumber(left, right);
    default:
      return sameOther(left, right);
  }
}

/** Neither strings nor plain numbers; a boolean and null are equal to nothing but themselves. */
function sameOther(left: Exclude<Value, string | number | bigint>, right: Value): boolean {
  if (left instanceof Float) return isNumber(right) && sameNumber(left, right);
  if (left instanceof Uint8Array) return sameBytes(left, right);
  const record = asRecord(left);
  if (record !== undefined) {
    const other = asRecord(right);
    return other !== undefined && sameRecord(record, other);
  }
  const items = asArray(left);
  const others = asArray(right);
  return items !== undefined && others !== undefined && sameArray(items, others);
}

function sameNumber(left: Integer | Float, right: Integer | Float): boolean {
  const a = left instanceof Float ? left.value : left;
  const b = right instanceof Float ? right.value : right;
  if (typeof a === 'number' && typeof b === 'number') {
    // NaN is equal to nothing. `equals` has seen two equal infinities, whose difference is NaN.
    return Math.abs(a - b) < Number.EPSILON;
  }
  // One is a bigint: JavaScript compares it with a double exactly. So large, no epsilon matters.
  return a == b;
}

function sameBytes(left: Uint8Array, right: Value): boolean {
  if (typeof right === 'string') return Buffer.from(right).equals(left);
  return right instanceof Uint8Array && Buffer.compare(left, right) === 0;
}

function sameArray(left: readonly Value[], right: readonly Value[]): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) {
    if (!equals(left[i]!, right[i]!)) return false;
  }
  return true;
}

function sameRecord(left: ValueRecord, right: ValueRecord): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left) {
    const other = right.get(key);
    if (other === undefined || !equals(value, other)) return false;
  }
  return true;
}

/** Equality without the epsilon: what `array::contains` looks for. Integers and floats are never the same. */
export function identical(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (left instanceof Float) return right instanceof Float && left.value === right.value;
  if (left instanceof Uint8Array) return right instanceof Uint8Array && sameBytes(left, right);
  return identicalContainers(left, right);
}

function identicalContainers(left: Value, right: Value): boolean {
  const items = asArray(left);
  const others = asArray(right);
  if (items !== undefined && others !== undefined) {
    return items.length === others.length && items.every((item, index) => identical(item, others[index]!));
  }
  const record = asRecord(left);
  const other = asRecord(right);
  if (record === undefined || other === undefined || record.size !== other.size) return false;
  for (const [key, value] of record) {
    const match = other.get(key);
    if (match === undefined || !identical(value, match)) return false;
  }
  return true;
}
