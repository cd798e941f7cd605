/**
 * The value model: what an event, a local, a piece of metadata or a constant can be.
 *
 * This folder owns these rules; nobody else looks inside a number to learn what it is.
 *
 * - integer: a `number` that is integral, or a `bigint` outside the safe range (64 bits, signed or unsigned)
 * - float: a `number` that is not integral (NaN and the infinities included), or a {@link Float} that boxes an
 *   integral one, so that `7.0` stays `7.0` and `-0.0` stays `-0.0`
 * - record: a `Map`, so that keys keep their order (`"10"` before `"2"` when they came that way) and
 *   `__proto__` is a key like any other
 * - a {@link LazyJson} is a record or an array whose text has been validated but not been built yet
 *
 * Values are immutable once built: whoever changes one copies the path that changes. So values may be shared
 * freely between events, state and metadata.
 */
import type { LazyJson } from './lazy-json.ts';

/** A float whose value is integral. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A record: keys in the order in which they came. */
export type ValueRecord = ReadonlyMap<string, Value>;

/** Any value of the language. */
export type Value =
  null | boolean | number | bigint | Float | string | Uint8Array | readonly Value[] | ValueRecord | LazyJson;

/** The names of the kinds, as `type::as_string` and error messages give them. */
export type ValueKind = 'null' | 'bool' | 'integer' | 'float' | 'string' | 'bytes' | 'array' | 'record';

/** The record without fields: what metadata is when nothing was set. */
export const EMPTY_RECORD: ValueRecord = new Map<string, Value>();
