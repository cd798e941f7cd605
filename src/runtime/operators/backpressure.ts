import { z } from 'zod';
import type { DeliveryListener, Value } from '../api.ts';
import { defineOperator } from '../api.ts';
import { asRecord, integer } from '../value/kind.ts';
import { nanoseconds } from './duration.ts';

const STEPS_MS = [50, 100, 250, 500, 1_000, 5_000, 10_000];

const settings = z.strictObject({
  timeout: nanoseconds.describe(
    'a delivery that takes longer is too slow: `"100ms"`, or an integer of nanoseconds',
  ),
  steps: z
    .array(z.number().min(1).max(3_600_000))
    .min(1)
    .superRefine((steps, context) => {
      const index = steps.findIndex((step, at) => at > 0 && step <= steps[at - 1]!);
      if (index < 0) return;
      context.addIssue({ code: 'custom', path: [index], message: 'each step is longer than the one before' });
    })
    .default(STEPS_MS)
    .describe('how long to back off, in milliseconds: after the first slow delivery, after the next one …'),
  method: z
    .enum(['discard', 'pause'])
    .default('discard')
    .describe('while it backs off: send events to `overflow`, or hold back their source'),
});

/** `qos::backpressure`: sheds load while what comes behind is too slow. */
export const backpressure = defineOperator({
  name: 'qos::backpressure',
  doc: [
    'Protects what comes behind it. The engine tells it how long events took from where they were read until every sink had accepted them;',
    'when that is longer than `timeout`, it backs off for the first of its `steps`, and for the next one each time that the first',
    'delivery afterwards is too slow again. One that is fast enough ends it.',
    '',
    'While it backs off, events go to `overflow` (`method = "discard"`; without a select from there they are dropped), or their source is not',
    'asked for more (`"pause"`; nothing is lost). A sink always holds back its sources while it writes; this adds a rest between',
    'two batches. What is measured is a batch, because sinks accept batches.',
    '',
    'Which events are discarded depends on time: after a crash, those since the last checkpoint may fare otherwise than before.',
  ].join('\n'),
  settings,
  outputs: ['out', 'overflow'],
  mayDrop: ['overflow'],
  examples: [
    {
      config: { timeout: '100ms' },
      input: [{ value: '1' }, { value: '2' }],
      output: ['out 1', 'out 2'],
    },
  ],
  create({ timeout, steps, method }, context) {
    const [out, overflow] = [context.port('out'), context.port('overflow')];
    /** Index into `steps` of the one that counts; -1: all is well. */
    let step = -1;
    let untilNs = 0n;
    const leftMs = (nowNs: bigint): number => Math.max(0, Number(untilNs - nowNs) / 1e6);

    const onDelivered: DeliveryListener = (latencyNs, nowNs) => {
      if (latencyNs <= timeout) {
        // What was under way when it began to back off says nothing about how things are now.
        if (nowNs >= untilNs) step = -1;
      } else if (nowNs >= untilNs) {
        step = Math.min(step + 1, steps.length - 1);
        untilNs = nowNs + BigInt(Math.round(steps[step]! * 1e6));
      }
      return method === 'pause' ? leftMs(nowNs) : 0;
    };

    return {
      onEvent(value, meta) {
        if (method === 'discard' && context.nowNs() < untilNs) {
          overflow(value, meta);
          return;
        }
        context.whenDelivered(onDelivered);
        out(value, meta);
      },
      capture: () =>
        new Map<string, Value>([
          ['step', step],
          ['until_ns', integer(untilNs)],
        ]),
      restore(state) {
        const saved = asRecord(state);
        step = Math.min(Number(saved?.get('step') ?? -1), steps.length - 1);
        // An integer, as `capture` has put it there.
        untilNs = BigInt((saved?.get('until_ns') ?? 0) as number | bigint);
      },
    };
  },
});
