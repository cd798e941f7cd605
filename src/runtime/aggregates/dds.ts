import { asArray, asRecord, float } from '../value/kind.ts';
import { describeValue } from '../value/text.ts';
import type { Value } from '../value/value.ts';
import { refuse } from '../value/value-error.ts';
import { DdSketch } from './dd-sketch.ts';
import type { Accumulator, AggregateDefinition } from './define.ts';
import { PERCENTILES_PARAM, WantedPercentiles } from './percentiles.ts';
import { doubleOf, readNumbers } from './stats.ts';

const NAME = 'aggr::stats::dds';

class Dds implements Accumulator {
  readonly #sketch = new DdSketch();
  readonly #wanted = new WantedPercentiles(NAME);

  check(value: Value): void {
    if (!Number.isFinite(doubleOf(value))) {
      refuse('function-failed', `\`${NAME}\` counts finite numbers, not ${describeValue(value)}`);
    }
  }
  checkOption(percentiles: Value): void {
    this.#wanted.check(percentiles);
  }
  add(value: Value, percentiles: Value): void {
    this.#wanted.set(percentiles);
    this.#sketch.add(doubleOf(value));
  }
  merge(other: Dds): void {
    this.#wanted.set(other.#wanted.list);
    const { sum, min, max } = other.#sketch;
    for (const [bucket, count] of other.#sketch.entries()) this.#sketch.addTo(bucket, count);
    this.#sketch.note(sum, min, max);
  }
  result(): Value {
    const { count, sum, min, max } = this.#sketch;
    const percentiles = this.#wanted.all.map(
      ({ key, rank }) =>
        [key, float(count === 0 ? 0 : roundUp(this.#sketch.quantile(rank)))] as [string, Value],
    );
    return new Map<string, Value>([
      ['count', count],
      ['sum', float(sum)],
      ['min', float(count === 0 ? 0 : min)],
      ['max', float(count === 0 ? 0 : max)],
      ['mean', float(count === 0 ? 0 : sum / count)],
      ['percentiles', new Map(percentiles)],
    ]);
  }
  reset(): void {
    this.#sketch.clear();
  }
  capture(): Value {
    const { count, sum, min, max } = this.#sketch;
    return new Map<string, Value>([
      ['percentiles', this.#wanted.list],
      ['exact', count === 0 ? [] : [float(sum), float(min), float(max)]],
      ['buckets', this.#sketch.entries()],
    ]);
  }
  restore(state: Value): void {
    const record = asRecord(state);
    this.#wanted.set(record?.get('percentiles') ?? null);
    this.#sketch.clear();
    for (const entry of asArray(record?.get('buckets') ?? null) ?? []) {
      const [bucket = 0, count = 0] = readNumbers(entry);
      this.#sketch.addTo(bucket, count);
    }
    const [sum = 0, min = Infinity, max = -Infinity] = readNumbers(record?.get('exact') ?? null);
    this.#sketch.note(sum, min, max);
  }
}

/** To one digit behind the point, as in Tremor. */
function roundUp(value: number): number {
  return Math.ceil(value * 10) / 10;
}

export const DDS_AGGREGATE: AggregateDefinition = {
  module: 'aggr::stats',
  name: 'dds',
  params: [{ name: 'value', kind: 'number', doc: 'any finite number' }, PERCENTILES_PARAM],
  returns: 'record',
  doc:
    'A sketch of the distribution: `count`, `sum`, `min`, `max`, `mean` and `percentiles`, which are right to one percent ' +
    'and rounded up to one digit behind the point. Unlike `hdr` it takes fractions and negative numbers.',
  examples: [
    {
      call: 'aggr::stats::dds(event, ["0.5", "1.0"])',
      events: ['10', '20.5', '-3'],
      result:
        '{"count": 3, "sum": 27.5, "min": -3.0, "max": 20.5, "mean": 9.166666666666666, "percentiles": {"0.5": 10.1, "1.0": 20.5}}',
    },
  ],
  create: () => new Dds(),
};
