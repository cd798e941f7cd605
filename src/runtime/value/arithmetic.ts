/**
 * The binary and unary operators.
 *
 * Integers are exact: a result outside 64 bits (signed or unsigned) is an error, never a float. With a float on
 * either side it is IEEE arithmetic, which has no errors. Nothing is coerced. Each function begins with small
 * integers, because that is what nearly every event holds.
 */
import { Float } from './value.ts';
import type { Value, ValueRecord } from './value.ts';
import {
  INTEGER_MAX,
  INTEGER_MIN,
  aKind,
  asArray,
  asRecord,
  float,
  integer,
  isInteger,
  isNumber,
  kindOf,
  toDouble,
} from './kind.ts';
import type { Integer } from './kind.ts';
import { checkItemCount, limited } from './limits.ts';
import { refuse } from './value-error.ts';

/** Numbers, and: strings, arrays and records joined (of a key in both, the right value). */
export function add(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right;
    if (areSafe(left, right, sum)) return sum;
  }
  if (typeof left === 'string' && typeof right === 'string') return limited(left + right);
  if (isNumber(left) && isNumber(right)) {
    if (!isInteger(left) || !isInteger(right)) return float(toDouble(left) + toDouble(right));
    return exact('+', BigInt(left) + BigInt(right));
  }
  return join(left, right) ?? undefinedFor('+', left, right);
}

export function subtract(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const difference = left - right;
    if (areSafe(left, right, difference)) return difference;
  }
  if (!isNumber(left) || !isNumber(right)) return undefinedFor('-', left, right);
  if (!isInteger(left) || !isInteger(right)) return float(toDouble(left) - toDouble(right));
  return exact('-', BigInt(left) - BigInt(right));
}

export function multiply(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const product = left * right;
    if (areSafe(left, right, product)) return product + 0; // 0 * -1 is -0
  }
  if (!isNumber(left) || !isNumber(right)) return undefinedFor('*', left, right);
  if (!isInteger(left) || !isInteger(right)) return float(toDouble(left) * toDouble(right));
  return exact('*', BigInt(left) * BigInt(right));
}

/** Always a float: `42 / 7` is `6.0`. */
export function divide(left: Value, right: Value): Value {
  if (!isNumber(left) || !isNumber(right)) return undefinedFor('/', left, right);
  if (right === 0 && isInteger(left)) return refuse('zero-divisor', 'division by the integer 0');
  return float(toDouble(left) / toDouble(right));
}

/** The remainder of two integers, with the sign of the left one. */
export function remainder(left: Value, right: Value): Value {
  if (!isInteger(left) || !isInteger(right)) return undefinedFor('%', left, right);
  if (right === 0) return refuse('zero-divisor', 'remainder of a division by 0');
  if (typeof left === 'number' && typeof right === 'number') return (left % right) + 0; // -4 % 2 is -0
  return integer(BigInt(left) % BigInt(right));
}

/** `&`: two integers bit by bit (a negative one in two's complement), or two booleans. */
export function bitAnd(left: Value, right: Value): Value {
  if (typeof left === 'boolean' && typeof right === 'boolean') return left && right;
  if (!isInteger(left) || !isInteger(right)) return undefinedFor('&', left, right);
  return integer(BigInt(left) & BigInt(right)); // 64 bits at most, as they are
}

/** `^`: as `&`, with exclusive or. */
export function bitXor(left: Value, right: Value): Value {
  if (typeof left === 'boolean' && typeof right === 'boolean') return left !== right;
  if (!isInteger(left) || !isInteger(right)) return undefinedFor('^', left, right);
  return exact('^', BigInt(left) ^ BigInt(right));
}

/** `<<`: bits that leave the 64 are dropped. */
export function shiftLeft(left: Value, right: Value): Value {
  const bits = shiftOperands('<<', left, right);
  const shifted = BigInt(left as Integer) << bits; // shiftOperands has seen an integer
  return integer(isNegative(left as Integer) ? BigInt.asIntN(64, shifted) : BigInt.asUintN(64, shifted));
}

/** `>>`: keeps the sign. */
export function shiftRight(left: Value, right: Value): Value {
  const bits = shiftOperands('>>', left, right);
  return integer(BigInt(left as Integer) >> bits); // as above
}

/** `>>>`: a negative integer is shifted as the unsigned one with the same bits, and read as signed again. */
export function shiftRightUnsigned(left: Value, right: Value): Value {
  const bits = shiftOperands('>>>', left, right);
  const value = BigInt(left as Integer); // as above
  return integer(value >= 0n ? value >> bits : BigInt.asIntN(64, BigInt.asUintN(64, value) >> bits));
}

/** Booleans; unlike `and`, both operands have been computed. */
export function xor(left: Value, right: Value): boolean {
  if (typeof left === 'boolean' && typeof right === 'boolean') return left !== right;
  return undefinedFor('xor', left, right);
}

export function negate(value: Value): Value {
  if (typeof value === 'number') return Number.isInteger(value) ? 0 - value : -value;
  if (value instanceof Float) return float(-value.value);
  if (typeof value === 'bigint') return exact('-', -value);
  return undefinedForOne('-', value);
}

/** Unary `+`: any number as it is. */
export function plus(value: Value): Value {
  return isNumber(value) ? value : undefinedForOne('+', value);
}

/** `not`. */
export function not(value: Value): boolean {
  return typeof value === 'boolean' ? !value : undefinedForOne('not', value);
}

/** `!`: a boolean's opposite; all 64 bits of an integer turned over, unsigned unless it is negative. */
export function complement(value: Value): Value {
  if (typeof value === 'boolean') return !value;
  if (!isInteger(value)) return undefinedForOne('!', value);
  const bits = ~BigInt(value);
  return integer(isNegative(value) ? bits : BigInt.asUintN(64, bits));
}

/** Two integers whose result a double holds exactly. */
function areSafe(left: number, right: number, result: number): boolean {
  return Number.isSafeInteger(result) && Number.isInteger(left) && Number.isInteger(right);
}

function isNegative(value: Integer): boolean {
  return value < 0;
}

function exact(operator: string, result: bigint): Value {
  if (result >= INTEGER_MIN && result <= INTEGER_MAX) return integer(result);
  return refuse('overflow', `the result of \`${operator}\` does not fit in 64 bits`);
}

function join(left: Value, right: Value): Value | undefined {
  const record = asRecord(left);
  if (record !== undefined) {
    const other = asRecord(right);
    return other === undefined ? undefined : combine(record, other);
  }
  const items = asArray(left);
  const others = asArray(right);
  return items === undefined || others === undefined ? undefined : concatenate(items, others);
}

/** The items of both. */
export function concatenate(left: readonly Value[], right: readonly Value[]): readonly Value[] {
  checkItemCount(left.length + right.length);
  return left.concat(right);
}

/** Both records' fields; of a key in both, the right one's value in the left one's place. */
export function combine(left: ValueRecord, right: ValueRecord): ValueRecord {
  const result = new Map<string, Value>();
  for (const [key, value] of left) result.set(key, value);
  for (const [key, value] of right) result.set(key, value);
  return result;
}

function shiftOperands(operator: string, left: Value, right: Value): bigint {
  if (!isInteger(left) || !isInteger(right)) return undefinedFor(operator, left, right);
  if (right >= 0 && right < 64) return BigInt(right);
  return refuse('shift-width', `\`${operator}\` shifts by 0 to 63 bits, not by ${right}`);
}

function undefinedFor(operator: string, left: Value, right: Value): never {
  const kinds = `${aKind(kindOf(left))} and ${aKind(kindOf(right))}`;
  return refuse('operand-kind', `\`${operator}\` is not defined for ${kinds}`);
}

function undefinedForOne(operator: string, value: Value): never {
  return refuse('operand-kind', `\`${operator}\` is not defined for ${aKind(kindOf(value))}`);
}
