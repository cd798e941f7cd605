/**
 * A DDSketch: values are counted in buckets whose width grows with the value, so that every quantile is right to one
 * percent. Sparse; beyond {@link MAX_BUCKETS} the buckets of the smallest values become one.
 */
const ACCURACY = 0.01;
const GAMMA = 1 + (2 * ACCURACY) / (1 - ACCURACY);
const LOG_GAMMA = Math.log1p((2 * ACCURACY) / (1 - ACCURACY));
/** Closer to 0 than this is 0. */
const SMALLEST = 1e-9;
const OFFSET = 1 - Math.ceil(Math.log(SMALLEST) / LOG_GAMMA);
const MAX_BUCKETS = 2048;

export class DdSketch {
  /** Negative values below 0, positive ones above, 0 at 0. */
  readonly #counts = new Map<number, number>();
  count = 0;
  sum = 0;
  min = Infinity;
  max = -Infinity;

  add(value: number): void {
    this.addTo(bucketOf(value), 1);
    this.note(value, value, value);
  }

  /** Notes what is known exactly of values that have been counted with `addTo`. */
  note(sum: number, min: number, max: number): void {
    this.sum += sum;
    if (min < this.min) this.min = min;
    if (max > this.max) this.max = max;
  }

  addTo(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.count += count;
    if (this.#counts.size > MAX_BUCKETS) this.#joinSmallest();
  }

  clear(): void {
    this.#counts.clear();
    this.count = 0;
    this.sum = 0;
    this.min = Infinity;
    this.max = -Infinity;
  }

  /** Buckets with their counts, from the smallest value to the largest. */
  entries(): readonly (readonly [bucket: number, count: number])[] {
    return [...this.#counts].sort(([a], [b]) => a - b);
  }

  /** `rank` is from 0 to 1; there is at least one value. */
  quantile(rank: number): number {
    if (rank === 0) return this.min;
    if (rank === 1) return this.max;
    const wanted = Math.floor(rank * (this.count - 1));
    let seen = 0;
    for (const [bucket, count] of this.entries()) {
      seen += count;
      if (seen > wanted) return Math.min(this.max, Math.max(this.min, middleOf(bucket)));
    }
    return this.max;
  }

  #joinSmallest(): void {
    const [first, second] = this.entries();
    this.#counts.delete(first![0]);
    this.#counts.set(second![0], first![1] + second![1]);
  }
}

function bucketOf(value: number): number {
  if (value > SMALLEST) return Math.ceil(Math.log(value) / LOG_GAMMA) + OFFSET;
  if (value < -SMALLEST) return -(Math.ceil(Math.log(-value) / LOG_GAMMA) + OFFSET);
  return 0;
}

function middleOf(bucket: number): number {
  if (bucket === 0) return 0;
  const middle = (2 * GAMMA ** (Math.abs(bucket) - OFFSET)) / (1 + GAMMA);
  return bucket > 0 ? middle : -middle;
}
