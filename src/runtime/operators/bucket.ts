import { z } from 'zod';
import type { Value } from '../api.ts';
import { defineOperator } from '../api.ts';
import { aKind, kindOf } from '../value/kind.ts';
import { Buckets } from './bucket-table.ts';
import { rateOf } from './bucket-rate.ts';

const settings = z.strictObject({
  max_classes: z
    .int()
    .min(1)
    .default(10_000)
    .describe(
      'so many classes are known at once; beyond it, the one that was not seen the longest is forgotten',
    ),
});

const example = (value: string, meta: string, atMs = 0) => ({ value, meta, atMs });
const A = '{"class":"a","rate":1}';

/** `grouper::bucket`: so many events of a class per time, the others overflow. */
export const bucket = defineOperator({
  name: 'grouper::bucket',
  doc: [
    'Limits how many events of a class pass within a span of time. The metadata of each event says it: of those with the same `$class` and',
    'the same `$dimensions`, `$rate` pass within `$time_range` milliseconds; the others go to `overflow`, and are dropped without a',
    'select from there. The span slides in `$windows` steps.',
    '',
    'An event without a `$class` or `$rate`, or with one that makes no sense, goes to `err`. For each class `$cardinality` dimensions',
    'are known; beyond that, the one that was not seen the longest is forgotten. When the limits of a class change from one event to the',
    'next, the new ones count from there on. Time is when events were read; the counts are in the checkpoint.',
  ].join('\n'),
  settings,
  outputs: ['out', 'overflow'],
  mayDrop: ['overflow'],
  meta: {
    $class: 'read: a string',
    $rate: 'read: how many events pass within `$time_range`',
    $dimensions: 'read: any value; each has a limit of its own. Default: null',
    $time_range: 'read: milliseconds. Default: 1000',
    $windows: 'read: the steps in which the span slides. Default: 100',
    $cardinality: 'read: how many dimensions of the class are known at once. Default: 1000',
  },
  examples: [
    {
      input: [example('1', A), example('2', A, 10), example('3', A, 1_000)],
      output: [`out 1 $ ${A}`, `overflow 2 $ ${A}`, `out 3 $ ${A}`],
    },
    {
      input: [
        example('1', '{"class":"a","rate":1,"dimensions":"x"}'),
        example('2', '{"class":"a","rate":1,"dimensions":"y"}'),
        example('3', '{"rate":1}'),
      ],
      output: [
        'out 1 $ {"class":"a","rate":1,"dimensions":"x"}',
        'out 2 $ {"class":"a","rate":1,"dimensions":"y"}',
        'err 3 $ {"rate":1}: `$class` is not set: a string',
      ],
    },
  ],
  create({ max_classes }, context) {
    const [out, overflow] = [context.port('out'), context.port('overflow')];
    const buckets = new Buckets(max_classes);
    return {
      onEvent(value, meta) {
        const name: Value | undefined = meta.get('class');
        if (typeof name !== 'string') {
          const found =
            name === undefined ? 'is not set: a string' : `must be a string, found ${aKind(kindOf(name))}`;
          context.refuse(value, meta, `\`$class\` ${found}`);
          return;
        }
        const rate = rateOf(meta);
        if (typeof rate === 'string') {
          context.refuse(value, meta, rate);
          return;
        }
        const nowMs = Number(context.nowNs() / 1_000n) / 1_000;
        const passes = buckets.take(name, meta.get('dimensions') ?? null, rate, nowMs);
        (passes ? out : overflow)(value, meta);
      },
      capture: () => buckets.capture(),
      restore: (state) => buckets.restore(state),
    };
  },
});
