import { integer } from '../value/kind.ts';
import type { Integer } from '../value/kind.ts';

/**
 * A histogram of high dynamic range, after HdrHistogram with two significant digits: integers from 0 on are counted in
 * buckets that are as wide as a hundredth of what is in them, and those below 256 exactly. Sparse, because most windows
 * see few different values.
 *
 * Bucket `i` is the `i & 127`th of its row, in which buckets are 2^row wide.
 */
const ROW_BITS = 7;
const ROW = 1 << ROW_BITS;

export class HdrHistogram {
  readonly #counts = new Map<number, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** `value`: an integer from 0 on. */
  add(value: Integer): void {
    this.addTo(bucketOf(value), 1);
  }

  addTo(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#total += count;
  }

  clear(): void {
    this.#counts.clear();
    this.#total = 0;
  }

  /** Buckets with their counts, from the smallest value to the largest. */
  entries(): readonly (readonly [bucket: number, count: number])[] {
    return [...this.#counts].sort(([a], [b]) => a - b);
  }

  get min(): Integer {
    const first = this.entries()[0]?.[0];
    return first === undefined ? 0 : lowest(first);
  }

  get max(): Integer {
    const last = this.entries().at(-1)?.[0];
    return last === undefined ? 0 : highest(last);
  }

  get mean(): number {
    let mean = 0;
    for (const [bucket, count] of this.entries()) mean += (median(bucket) * count) / this.#total;
    return mean;
  }

  get deviation(): number {
    if (this.#total === 0) return 0;
    const { mean } = this;
    let squares = 0;
    for (const [bucket, count] of this.entries()) squares += (median(bucket) - mean) ** 2 * count;
    return Math.sqrt(squares / this.#total);
  }

  /** The largest value of the bucket up to which there are so many of all values: `rank` is from 0 to 1. */
  valueAt(rank: number): Integer {
    const wanted = Math.max(1, Math.min(this.#total, Math.ceil(rank * this.#total)));
    let seen = 0;
    for (const [bucket, count] of this.entries()) {
      seen += count;
      if (seen >= wanted) return rank === 0 ? lowest(bucket) : highest(bucket);
    }
    return 0;
  }
}

function bucketOf(value: Integer): number {
  const bits = typeof value === 'bigint' ? value.toString(2).length : bitsOf(value);
  const row = Math.max(0, bits - ROW_BITS - 1);
  const inRow = typeof value === 'bigint' ? Number(value >> BigInt(row)) : Math.floor(value / 2 ** row);
  // The first row has twice as many buckets: it has none of smaller values below it.
  return row * ROW + inRow;
}

function bitsOf(value: number): number {
  return value < 1 ? 0 : Math.floor(Math.log2(value)) + 1;
}

/** Buckets of the first row are exact; the others begin in the upper half of what fits in eight bits. */
function place(bucket: number): { readonly row: number; readonly inRow: number } {
  if (bucket < 2 * ROW) return { row: 0, inRow: bucket };
  const row = (bucket >> ROW_BITS) - 1;
  return { row, inRow: bucket - row * ROW };
}

function lowest(bucket: number): Integer {
  const { row, inRow } = place(bucket);
  return integer(BigInt(inRow) << BigInt(row));
}

function highest(bucket: number): Integer {
  const { row, inRow } = place(bucket);
  return integer(((BigInt(inRow) + 1n) << BigInt(row)) - 1n);
}

function median(bucket: number): number {
  const { row, inRow } = place(bucket);
  const width = 2 ** row;
  return inRow * width + Math.floor(width / 2);
}
