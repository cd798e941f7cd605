import { LazyJson } from './lazy-json.ts';
import type { Value, ValueRecord } from './value.ts';

/**
 * The same value without a hold on the block of input that it came in: for what is kept for longer than the event,
 * such as state. What holds on to nothing is returned as it is.
 */
export function detach(value: Value): Value {
  if (value instanceof LazyJson) return value.detached();
  if (value instanceof Map) return detachRecord(value as ValueRecord);
  return Array.isArray(value) ? detachArray(value as readonly Value[]) : value;
}

function detachRecord(record: ValueRecord): ValueRecord {
  let copy: Map<string, Value> | null = null;
  for (const [key, value] of record) {
    const detached = detach(value);
    // Setting a key that is there keeps its place.
    if (detached !== value) (copy ??= new Map(record)).set(key, detached);
  }
  return copy ?? record;
}

function detachArray(array: readonly Value[]): readonly Value[] {
  let copy: Value[] | null = null;
  for (let i = 0; i < array.length; i++) {
    const detached = detach(array[i]!);
    if (detached !== array[i]) (copy ??= array.slice())[i] = detached;
  }
  return copy ?? array;
}
