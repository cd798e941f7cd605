import { asArray, asRecord, float, integer, isInteger, toDouble } from '../value/kind.ts';
import type { Integer } from '../value/kind.ts';
import { describeValue } from '../value/text.ts';
import type { Value } from '../value/value.ts';
import type { Float } from '../value/value.ts';
import { refuse } from '../value/value-error.ts';
import type { Accumulator, AggregateDefinition } from './define.ts';
import { HdrHistogram } from './hdr-histogram.ts';
import { PERCENTILES_PARAM, WantedPercentiles } from './percentiles.ts';
import { readNumbers } from './stats.ts';

const NAME = 'aggr::stats::hdr';
const LARGEST = 2n ** 63n - 1n;

class Hdr implements Accumulator {
  readonly #histogram = new HdrHistogram();
  readonly #wanted = new WantedPercentiles(NAME);

  check(value: Value): void {
    if (wholePart(value) === undefined) {
      refuse('function-failed', `\`${NAME}\` counts numbers from 0 to 2^63, not ${describeValue(value)}`);
    }
  }
  checkOption(percentiles: Value): void {
    this.#wanted.check(percentiles);
  }
  add(value: Value, percentiles: Value): void {
    this.#wanted.set(percentiles);
    const whole = wholePart(value);
    if (whole !== undefined) this.#histogram.add(whole);
  }
  merge(other: Hdr): void {
    this.#wanted.set(other.#wanted.list);
    for (const [bucket, count] of other.#histogram.entries()) this.#histogram.addTo(bucket, count);
  }
  result(): Value {
    const { total, min, max, mean, deviation } = this.#histogram;
    const percentiles = this.#wanted.all.map(
      ({ key, rank }) => [key, this.#histogram.valueAt(rank)] as [string, Value],
    );
    return new Map<string, Value>([
      ['count', total],
      ['min', min],
      ['max', max],
      ['mean', float(mean)],
      ['stdev', float(deviation)],
      ['var', float(deviation ** 2)],
      ['percentiles', new Map(percentiles)],
    ]);
  }
  reset(): void {
    this.#histogram.clear();
  }
  capture(): Value {
    return new Map<string, Value>([
      ['percentiles', this.#wanted.list],
      ['buckets', this.#histogram.entries()],
    ]);
  }
  restore(state: Value): void {
    const record = asRecord(state);
    this.#wanted.set(record?.get('percentiles') ?? null);
    this.#histogram.clear();
    for (const entry of asArray(record?.get('buckets') ?? null) ?? []) {
      const [bucket = 0, count = 0] = readNumbers(entry);
      this.#histogram.addTo(bucket, count);
    }
  }
}

/** What is counted of a number: a fraction is left out. Undefined for what is negative, too large, or no number. */
function wholePart(value: Value): Integer | undefined {
  if (isInteger(value)) return value >= 0 && value <= LARGEST ? value : undefined;
  const double = toDouble(value as number | Float); // its kind has been checked
  return double >= 0 && double < 2 ** 63 ? integer(BigInt(Math.floor(double))) : undefined;
}

export const HDR_AGGREGATE: AggregateDefinition = {
  module: 'aggr::stats',
  name: 'hdr',
  params: [
    { name: 'value', kind: 'number', doc: 'a number from 0 on; its fraction is left out' },
    PERCENTILES_PARAM,
  ],
  returns: 'record',
  doc:
    'A histogram of high dynamic range: `count`, `min`, `max`, `mean`, `stdev`, `var` and `percentiles` of numbers such ' +
    'as durations, each right to two digits whatever its size, in little memory.',
  examples: [
    {
      call: 'aggr::stats::hdr(event, ["0.5", "0.9"])',
      events: ['1', '2', '3'],
      result:
        '{"count": 3, "min": 1, "max": 3, "mean": 2.0, "stdev": 0.816496580927726, "var": 0.6666666666666666, "percentiles": {"0.5": 2, "0.9": 3}}',
    },
  ],
  create: () => new Hdr(),
};
