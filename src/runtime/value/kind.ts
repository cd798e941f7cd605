import { Float } from './value.ts';
import type { Value, ValueKind, ValueRecord } from './value.ts';
import { LazyJson } from './lazy-json.ts';

/** An integer of the language as it is held: see value.ts. */
export type Integer = number | bigint;

/** The smallest and the largest integer: 64 bits, signed at the bottom, unsigned at the top. */
export const INTEGER_MIN = -(2n ** 63n);
export const INTEGER_MAX = 2n ** 64n - 1n;

/** What a value is. */
export function kindOf(value: Value): ValueKind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'float';
    case 'bigint':
      return 'integer';
    case 'boolean':
      return 'bool';
    default:
      return kindOfObject(value);
  }
}

function kindOfObject(value: object | null): ValueKind {
  if (value === null) return 'null';
  if (value instanceof Map) return 'record';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Float) return 'float';
  if (value instanceof LazyJson) return value.kind;
  return 'bytes';
}

/** The kind with its article, for sentences: "an integer". */
export function aKind(kind: ValueKind): string {
  switch (kind) {
    case 'null':
    case 'bytes':
      return kind;
    case 'integer':
    case 'array':
      return `an ${kind}`;
    default:
      return `a ${kind}`;
  }
}

export function isInteger(value: Value): value is Integer {
  return typeof value === 'number' ? Number.isInteger(value) : typeof value === 'bigint';
}

export function isFloat(value: Value): value is number | Float {
  return typeof value === 'number' ? !Number.isInteger(value) : value instanceof Float;
}

export function isNumber(value: Value): value is Integer | Float {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Float;
}

export function isBytes(value: Value): value is Uint8Array {
  return value instanceof Uint8Array;
}

/** The record with its first level built, or undefined when it is none. */
export function asRecord(value: Value): ValueRecord | undefined {
  if (value instanceof Map) return value as ValueRecord;
  if (value instanceof LazyJson && value.kind === 'record') {
    // The kind tells which of its two results `built` gives.
    return value.built() as ValueRecord;
  }
  return undefined;
}

/** The array with its first level built, or undefined when it is none. */
export function asArray(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value as readonly Value[];
  if (value instanceof LazyJson && value.kind === 'array') {
    // As in asRecord.
    return value.built() as readonly Value[];
  }
  return undefined;
}

/** Any integer, in the one form in which it is held. The caller has checked the 64-bit range. */
export function integer(value: Integer): Integer {
  if (typeof value === 'number') return value + 0; // -0 is no integer
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** Any float, in the one form in which it is held. */
export function float(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value;
}

/** The nearest IEEE double of any number. */
export function toDouble(value: Integer | Float): number {
  if (typeof value === 'number') return value;
  return value instanceof Float ? value.value : Number(value);
}
