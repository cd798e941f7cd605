import { Float } from './value.ts';
import type { Value, ValueRecord } from './value.ts';
import { aKind, asArray, asRecord, isNumber, kindOf } from './kind.ts';
import type { Integer } from './kind.ts';
import { refuse } from './value-error.ts';

/**
 * What `<`, `<=`, `>` and `>=` go by: numbers by value (an integer and a float exactly), strings by code point,
 * bytes by byte, a string and bytes by UTF-8. Negative, 0, positive, or NaN when one is NaN; other kinds cannot be
 * ordered, which is an error.
 */
export function compare(operator: string, left: Value, right: Value): number {
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  if (typeof left === 'string' && typeof right === 'string') return compareStrings(left, right);
  if (isText(left) && isText(right)) return Buffer.compare(toBytes(left), toBytes(right));
  const kinds = `${aKind(kindOf(left))} and ${aKind(kindOf(right))}`;
  return refuse('operand-kind', `\`${operator}\` is not defined for ${kinds}`);
}

function compareNumbers(left: Integer | Float, right: Integer | Float): number {
  const a = left instanceof Float ? left.value : left;
  const b = right instanceof Float ? right.value : right;
  // Comparing a bigint with a double is exact in JavaScript.
  if (a < b) return -1;
  if (a > b) return 1;
  return a == b ? 0 : NaN;
}

function isText(value: Value): value is string | Uint8Array {
  return typeof value === 'string' || value instanceof Uint8Array;
}

function toBytes(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value) : value;
}

/** By code point, which is also the order of the UTF-8 bytes; JavaScript's own order is by UTF-16 unit. */
function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** The order of UTF-16 units by code point: halves of pairs stand for code points above all others. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/**
 * A total order over all values, for sorting: records, arrays, strings, bytes, null, booleans, numbers. Of two equal
 * numbers the integer is first; NaN is last.
 */
export function compareTotal(left: Value, right: Value): number {
  const rankLeft = rankOf(left);
  const rankRight = rankOf(right);
  return rankLeft === rankRight ? compareAlike(left, right) : rankLeft - rankRight;
}

/** Two values of one rank. So what the left one is the right one is, too, which is why the casts hold. */
function compareAlike(left: Value, right: Value): number {
  if (isNumber(left)) return compareNumbersTotal(left, right as Integer | Float);
  if (typeof left === 'string') return compareStrings(left, right as string);
  if (typeof left === 'boolean') return Number(left) - Number(right);
  if (left instanceof Uint8Array) return Buffer.compare(left, right as Uint8Array);
  const items = asArray(left);
  if (items !== undefined) return compareLists(items, asArray(right)!);
  const record = asRecord(left);
  if (record !== undefined) return compareLists(sortedEntries(record), sortedEntries(asRecord(right)!));
  return 0; // null and null
}

const RANKS = { record: 0, array: 1, string: 2, bytes: 3, null: 4, bool: 5, integer: 6, float: 6 } as const;

function rankOf(value: Value): number {
  return RANKS[kindOf(value)];
}

function compareNumbersTotal(left: Integer | Float, right: Integer | Float): number {
  const byValue = compareNumbers(left, right);
  if (byValue === 0) return Number(left instanceof Float) - Number(right instanceof Float);
  if (!Number.isNaN(byValue)) return byValue;
  return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
}

function compareLists(left: readonly Value[], right: readonly Value[]): number {
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    const order = compareTotal(left[i]!, right[i]!);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Key, value, key, value …, by key. */
function sortedEntries(record: ValueRecord): Value[] {
  return [...record].sort(([a], [b]) => compareStrings(a, b)).flat();
}
