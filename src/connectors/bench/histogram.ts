/** The longest latency that is told apart from longer ones: 2^42 ns, over an hour. */
const MAX_BITS = 42;

/**
 * Counts whole numbers in buckets whose width grows with them, so that each is known to some significant figures: memory
 * and time for one do not depend on how many there are.
 */
export class Histogram {
  readonly #bits: number;
  readonly #half: number;
  readonly #counts: Float64Array;
  #total = 0;
  #sum = 0;
  #min = Infinity;
  #max = 0;

  constructor(significantFigures: number) {
    this.#bits = Math.ceil(Math.log2(2 * 10 ** significantFigures));
    this.#half = 2 ** (this.#bits - 1);
    this.#counts = new Float64Array((MAX_BITS - this.#bits + 2) * this.#half);
  }

  get total(): number {
    return this.#total;
  }

  get min(): number {
    return this.#total === 0 ? 0 : this.#min;
  }

  get max(): number {
    return this.#max;
  }

  get mean(): number {
    return this.#total === 0 ? 0 : this.#sum / this.#total;
  }

  /** Counts `value`, which is not negative, `times` times. */
  record(value: number, times: number): void {
    if (times === 0) return;
    this.#counts[this.#bucketOf(Math.min(value, 2 ** MAX_BITS - 1))]! += times;
    this.#total += times;
    this.#sum += value * times;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  /** So many per cent of all values are not larger than this. */
  percentile(percent: number): number {
    const wanted = Math.max(1, Math.ceil((percent * this.#total) / 100));
    let seen = 0;
    for (let bucket = 0; bucket < this.#counts.length; bucket++) {
      seen += this.#counts[bucket]!;
      if (seen >= wanted) return Math.min(this.#largestIn(bucket), this.#max);
    }
    return this.#max;
  }

  /** Each value below 2^bits has its own; above, each power of two has `half` of them. */
  #bucketOf(value: number): number {
    const shift = Math.floor(Math.log2(Math.max(value, 1))) - this.#bits + 1;
    if (shift <= 0) return Math.floor(value);
    return shift * this.#half + Math.floor(value / 2 ** shift);
  }

  #largestIn(bucket: number): number {
    const shift = Math.max(0, Math.floor(bucket / this.#half) - 1);
    return (bucket - shift * this.#half + 1) * 2 ** shift - 1;
  }
}
