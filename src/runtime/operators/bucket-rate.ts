import type { Value, ValueRecord } from '../api.ts';
import { aKind, isNumber, kindOf, toDouble } from '../value/kind.ts';
import { jsonText } from '../value/json.ts';

/** What the metadata of an event asks for. */
export interface Rate {
  readonly limit: number;
  readonly cardinality: number;
  readonly spanMs: number;
  readonly slots: number;
}

/** The fields besides `$class` and `$dimensions`, with what counts when they are not given, and their bounds. */
const FIELDS = {
  rate: { otherwise: null, least: 0, most: Number.MAX_SAFE_INTEGER },
  cardinality: { otherwise: 1_000, least: 1, most: 1_000_000 },
  time_range: { otherwise: 1_000, least: 1, most: 31_536_000_000 },
  windows: { otherwise: 100, least: 1, most: 10_000 },
} as const;

/** The rate that the metadata gives, or what is wrong with it. */
export function rateOf(meta: ValueRecord): Rate | string {
  const limit = fieldOf(meta, 'rate');
  if (typeof limit === 'string') return limit;
  const cardinality = fieldOf(meta, 'cardinality');
  if (typeof cardinality === 'string') return cardinality;
  const spanMs = fieldOf(meta, 'time_range');
  if (typeof spanMs === 'string') return spanMs;
  const slots = fieldOf(meta, 'windows');
  if (typeof slots === 'string') return slots;
  return { limit, cardinality, spanMs, slots: Math.floor(slots) };
}

function fieldOf(meta: ValueRecord, name: keyof typeof FIELDS): number | string {
  const { otherwise, least, most } = FIELDS[name];
  const given: Value = meta.get(name) ?? otherwise;
  if (given === null) return `\`$${name}\` is not set: a number of events`;
  if (!isNumber(given)) return `\`$${name}\` must be a number, found ${aKind(kindOf(given))}`;
  const value = toDouble(given);
  return value >= least && value <= most
    ? value
    : `\`$${name}\` must be from ${least} to ${most}, found ${jsonText(given)}`;
}
