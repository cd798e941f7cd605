/**
 * Between values and plain JavaScript, for settings and for those who embed flowrun. Not for the way of events.
 */
import { Float } from './value.ts';
import type { Value } from './value.ts';
import { asArray, asRecord, float, integer } from './kind.ts';
import { CodecError } from '../errors.ts';

/** What `toJs` gives: JSON's types, and bytes and big integers as JavaScript has them. */
export type Plain =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** On what `toJs` makes, out of sight: under which keys or indices stands what was an integral float. */
const FLOATS = Symbol('integral floats');

/**
 * Records become objects without a prototype, so that `__proto__` is a key; an integral float becomes a number. In a record or
 * an array `fromJs` makes a float of it again.
 */
export function toJs(value: Value): Plain {
  if (value instanceof Float) return value.value;
  const record = asRecord(value);
  if (record !== undefined) {
    const object = Object.create(null) as { [key: string]: Plain };
    for (const [key, field] of record) object[key] = toJs(field);
    return markFloats(object, record);
  }
  const items = asArray(value);
  if (items !== undefined) return markFloats(items.map(toJs), items.entries());
  // What is left has the same form on both sides.
  return value as Plain;
}

function markFloats<T extends object>(plain: T, fields: Iterable<readonly [string | number, Value]>): T {
  const floats = new Set<string | number>();
  for (const [key, field] of fields) if (field instanceof Float) floats.add(key);
  if (floats.size > 0) Object.defineProperty(plain, FLOATS, { value: floats });
  return plain;
}

/**
 * An integral number becomes an integer if it is safe, else a float; objects become records with their own
 * enumerable keys. `undefined` fields are left out. Throws CodecError for what has no place in the language.
 */
export function fromJs(plain: unknown): Value {
  switch (typeof plain) {
    case 'string':
    case 'boolean':
      return plain;
    case 'number':
      return Number.isSafeInteger(plain) && !Object.is(plain, -0) ? plain : float(plain);
    case 'bigint':
      return integer(inRange(plain));
    case 'object':
      return plain === null ? null : fromObject(plain);
    default:
      throw new CodecError(`a ${typeof plain} is not a value of the language`);
  }
}

function inRange(value: bigint): bigint {
  if (value === BigInt.asIntN(64, value) || value === BigInt.asUintN(64, value)) return value;
  throw new CodecError(`the integer ${value} does not fit in 64 bits`);
}

function fromObject(object: object): Value {
  if (object instanceof Uint8Array || object instanceof Float) return object;
  const floats = (object as { readonly [FLOATS]?: ReadonlySet<string | number> })[FLOATS];
  const fieldOf = (field: unknown, key: string | number): Value =>
    floats?.has(key) === true && typeof field === 'number' ? float(field) : fromJs(field);
  if (Array.isArray(object)) return object.map(fieldOf);
  const entries = object instanceof Map ? [...(object as Map<unknown, unknown>)] : Object.entries(object);
  const record = new Map<string, Value>();
  for (const [key, field] of entries) {
    if (typeof key !== 'string') throw new CodecError('the keys of a record are strings');
    if (field !== undefined) record.set(key, fieldOf(field, key));
  }
  return record;
}
