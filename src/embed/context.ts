import type { Origin } from '../runtime/batch.ts';
import { asRecord } from '../runtime/value/kind.ts';
import { fromJs } from '../runtime/value/convert.ts';
import { LazyJson } from '../runtime/value/lazy-json.ts';
import { CodecError } from '../runtime/errors.ts';
import { EMPTY_RECORD } from '../runtime/value/value.ts';
import type { Value, ValueRecord } from '../runtime/value/value.ts';

/** What an event brings along besides its value. */
export interface EventContext {
  /** The port at which it comes in; `in` unless told otherwise. */
  readonly port?: string;
  /** Its metadata: a record, in any form that {@link toValue} takes. */
  readonly meta?: unknown;
  /** When it was read, in nanoseconds since 1970; the time of the call unless told otherwise. */
  readonly ingestNs?: bigint;
  /** The URI of what it was read from: `file:///data/in.json`. */
  readonly origin?: string;
  /** Where it begins there, in bytes. */
  readonly offset?: number;
}

/** The offset of what has none. */
export const NO_OFFSET = -1;

const NO_ORIGIN: Origin = { uri: '' };

/**
 * A value in any form: one of the language, or plain JavaScript as `fromJs` takes it. Numbers that are integral are
 * integers: a float like `7.0` is `new Float(7)`, or comes from `parseJson`. Throws CodecError for anything else.
 */
export function toValue(value: unknown): Value {
  return value instanceof LazyJson ? value : fromJs(value);
}

export function metaOf({ meta }: EventContext): ValueRecord {
  if (meta === undefined) return EMPTY_RECORD;
  const record = asRecord(toValue(meta));
  if (record === undefined) throw new CodecError('the metadata of an event is a record');
  return record;
}

export function ingestNsOf({ ingestNs }: EventContext): bigint {
  return ingestNs ?? BigInt(Date.now()) * 1_000_000n;
}

export function originOf({ origin }: EventContext): Origin {
  return origin === undefined ? NO_ORIGIN : { uri: origin };
}
