import type { Value } from '../api.ts';
import { jsonText } from '../value/json.ts';
import { asArray, asRecord } from '../value/kind.ts';
import { Recent } from './recent.ts';
import type { Rate } from './bucket-rate.ts';
import { SlidingCount } from './sliding-count.ts';

/** One class: a count for each of its dimensions. All of them slide alike. */
interface Bucket {
  readonly spanMs: number;
  readonly slots: number;
  readonly counts: Recent<SlidingCount>;
}

/** The counts of all classes. */
export class Buckets {
  readonly #maxClasses: number;
  readonly #buckets = new Recent<Bucket>();

  constructor(maxClasses: number) {
    this.#maxClasses = maxClasses;
  }

  /** Counts one more of this class and dimension, unless its limit has been reached. */
  take(name: string, dimensions: Value, rate: Rate, nowMs: number): boolean {
    const { limit, cardinality, spanMs, slots } = rate;
    let bucket = this.#buckets.get(name);
    if (bucket?.spanMs !== spanMs || bucket.slots !== slots) {
      bucket = { spanMs, slots, counts: new Recent() };
      this.#buckets.set(name, bucket, this.#maxClasses);
    }
    const key = keyOf(dimensions);
    let count = bucket.counts.get(key);
    if (count === undefined) {
      count = new SlidingCount(slots, spanMs, nowMs);
      bucket.counts.set(key, count, cardinality);
    }
    return count.take(limit, nowMs);
  }

  capture(): Value {
    return [...this.#buckets.entries].map(([name, { spanMs, slots, counts }]): Value => {
      const saved = [...counts.entries].map(([key, count]): Value => [key, count.capture()]);
      return new Map<string, Value>([
        ['class', name],
        ['time_range', spanMs],
        ['windows', slots],
        ['counts', saved],
      ]);
    });
  }

  restore(state: Value): void {
    for (const each of asArray(state) ?? []) {
      const saved = asRecord(each);
      const [spanMs, slots] = [Number(saved?.get('time_range')), Number(saved?.get('windows'))];
      const counts = new Recent<SlidingCount>();
      for (const pair of asArray(saved?.get('counts') ?? null) ?? []) {
        const [key, count] = asArray(pair) ?? [];
        const restored = new SlidingCount(slots, spanMs, 0);
        restored.restore(count ?? null);
        // Text, as `capture` has put it there.
        counts.set(key as string, restored, Infinity);
      }
      this.#buckets.set(saved?.get('class') as string, { spanMs, slots, counts }, this.#maxClasses);
    }
  }
}

/** Equal values have equal keys: the order of the fields of a record means nothing. */
function keyOf(value: Value): string {
  return typeof value === 'string' ? `"${value}` : jsonText(sorted(value));
}

function sorted(value: Value): Value {
  const record = asRecord(value);
  if (record !== undefined) {
    const fields = [...record].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return new Map(fields.map(([key, field]) => [key, sorted(field)]));
  }
  return asArray(value)?.map(sorted) ?? value;
}
