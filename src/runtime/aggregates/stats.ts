/** `aggr::stats::` – numbers that sum up a window. All but `count` give floats, as in Tremor. */
import { float, isNumber, toDouble } from '../value/kind.ts';
import type { Value } from '../value/value.ts';
import { asArray } from '../value/kind.ts';
import type { Accumulator, AggregateDefinition } from './define.ts';

const NUMBER = { name: 'value', kind: 'number', doc: 'any number' } as const;

/** `check` has seen a number. */
export function doubleOf(value: Value): number {
  return isNumber(value) ? toDouble(value) : NaN;
}

/** The numbers in which a state was captured. */
export function readNumbers(state: Value): readonly number[] {
  return (asArray(state) ?? []).map(doubleOf);
}

class Count implements Accumulator {
  #count = 0;
  add(): void {
    this.#count++;
  }
  merge(other: Count): void {
    this.#count += other.#count;
  }
  result(): Value {
    return this.#count;
  }
  reset(): void {
    this.#count = 0;
  }
  capture(): Value {
    return this.#count;
  }
  restore(state: Value): void {
    this.#count = doubleOf(state);
  }
}

class Sum implements Accumulator {
  #sum = 0;
  add(value: Value): void {
    this.#sum += doubleOf(value);
  }
  merge(other: Sum): void {
    this.#sum += other.#sum;
  }
  result(): Value {
    return float(this.#sum);
  }
  reset(): void {
    this.#sum = 0;
  }
  capture(): Value {
    return float(this.#sum);
  }
  restore(state: Value): void {
    this.#sum = doubleOf(state);
  }
}

/** The smallest or the largest: `sign` is 1 or -1. */
class Extreme implements Accumulator {
  readonly #sign: 1 | -1;
  #value: number | null = null;

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }
  add(value: Value): void {
    this.#take(doubleOf(value));
  }
  merge(other: Extreme): void {
    if (other.#value !== null) this.#take(other.#value);
  }
  result(): Value {
    return float(this.#value ?? 0);
  }
  reset(): void {
    this.#value = null;
  }
  capture(): Value {
    return this.#value === null ? null : float(this.#value);
  }
  restore(state: Value): void {
    this.#value = state === null ? null : doubleOf(state);
  }
  #take(value: number): void {
    if (this.#value === null || (value - this.#value) * this.#sign < 0) this.#value = value;
  }
}

class Mean implements Accumulator {
  #count = 0;
  #sum = 0;
  add(value: Value): void {
    this.#count++;
    this.#sum += doubleOf(value);
  }
  merge(other: Mean): void {
    this.#count += other.#count;
    this.#sum += other.#sum;
  }
  result(): Value {
    return this.#count === 0 ? null : float(this.#sum / this.#count);
  }
  reset(): void {
    this.#count = 0;
    this.#sum = 0;
  }
  capture(): Value {
    return [this.#count, float(this.#sum)];
  }
  restore(state: Value): void {
    [this.#count = 0, this.#sum = 0] = readNumbers(state);
  }
}

/**
 * The variance of a sample, or its root. Sums are of the distances from the first value, so that large values that lie
 * close together keep their digits.
 */
class Variance implements Accumulator {
  readonly #isRoot: boolean;
  #count = 0;
  #first = 0;
  #sum = 0;
  #squares = 0;

  constructor(isRoot: boolean) {
    this.#isRoot = isRoot;
  }
  add(value: Value): void {
    const double = doubleOf(value);
    if (this.#count === 0) this.#first = double;
    const distance = double - this.#first;
    this.#count++;
    this.#sum += distance;
    this.#squares += distance * distance;
  }
  merge(other: Variance): void {
    if (this.#count === 0) this.#first = other.#first;
    // The sums of the other, as distances from the first value that is known here.
    const shift = other.#first - this.#first;
    this.#squares += other.#squares + 2 * shift * other.#sum + other.#count * shift * shift;
    this.#sum += other.#sum + other.#count * shift;
    this.#count += other.#count;
  }
  result(): Value {
    if (this.#count < 2) return float(0);
    // Rounding must not make it negative.
    const squares = Math.max(0, this.#squares - (this.#sum * this.#sum) / this.#count);
    const variance = squares / (this.#count - 1);
    return float(this.#isRoot ? Math.sqrt(variance) : variance);
  }
  reset(): void {
    this.#count = 0;
    this.#first = 0;
    this.#sum = 0;
    this.#squares = 0;
  }
  capture(): Value {
    return [this.#count, float(this.#first), float(this.#sum), float(this.#squares)];
  }
  restore(state: Value): void {
    [this.#count = 0, this.#first = 0, this.#sum = 0, this.#squares = 0] = readNumbers(state);
  }
}

export const STATS_AGGREGATES: readonly AggregateDefinition[] = [
  {
    module: 'aggr::stats',
    name: 'count',
    params: [],
    returns: 'integer',
    doc: 'How many events there are in the window.',
    examples: [{ call: 'aggr::stats::count()', events: ['1', '"two"', 'null'], result: '3' }],
    create: () => new Count(),
  },
  {
    module: 'aggr::stats',
    name: 'sum',
    params: [NUMBER],
    returns: 'float',
    doc: 'The sum of the values; `0.0` without any.',
    examples: [
      { call: 'aggr::stats::sum(event.n)', events: ['{"n": 1}', '{"n": 2}', '{"n": 0.5}'], result: '3.5' },
    ],
    create: () => new Sum(),
  },
  {
    module: 'aggr::stats',
    name: 'min',
    params: [NUMBER],
    returns: 'float',
    doc: 'The smallest value; `0.0` without any.',
    examples: [{ call: 'aggr::stats::min(event)', events: ['3', '1', '2'], result: '1.0' }],
    create: () => new Extreme(1),
  },
  {
    module: 'aggr::stats',
    name: 'max',
    params: [NUMBER],
    returns: 'float',
    doc: 'The largest value; `0.0` without any.',
    examples: [{ call: 'aggr::stats::max(event)', events: ['3', '1', '4.5'], result: '4.5' }],
    create: () => new Extreme(-1),
  },
  {
    module: 'aggr::stats',
    name: 'mean',
    params: [NUMBER],
    returns: 'float',
    doc: 'The arithmetic mean of the values; `null` without any.',
    examples: [{ call: 'aggr::stats::mean(event)', events: ['1', '2', '6'], result: '3.0' }],
    create: () => new Mean(),
  },
  {
    module: 'aggr::stats',
    name: 'var',
    params: [NUMBER],
    returns: 'float',
    doc: 'The variance of the values as a sample: divided by one less than there are. `0.0` for fewer than two.',
    examples: [{ call: 'aggr::stats::var(event)', events: ['2', '4', '6'], result: '4.0' }],
    create: () => new Variance(false),
  },
  {
    module: 'aggr::stats',
    name: 'stdev',
    params: [NUMBER],
    returns: 'float',
    doc: 'The standard deviation of the values: the root of `var`.',
    examples: [{ call: 'aggr::stats::stdev(event)', events: ['2', '4', '6'], result: '2.0' }],
    create: () => new Variance(true),
  },
];
