import { z } from 'zod';
import type { DeliveryListener, Value } from '../api.ts';
import { defineOperator } from '../api.ts';
import { asRecord, float, isNumber, toDouble } from '../value/kind.ts';
import { nanoseconds } from './duration.ts';

const settings = z.strictObject({
  timeout: nanoseconds.describe(
    'a delivery that takes longer is too slow: `"100ms"`, or an integer of nanoseconds',
  ),
  step_down: z
    .number()
    .gt(0)
    .max(1)
    .default(0.05)
    .describe('by how much the share goes down after a slow delivery'),
  step_up: z
    .number()
    .gt(0)
    .max(1)
    .default(0.001)
    .describe('by how much it goes up after one that was fast enough; also the least that always passes'),
});

/** `qos::percentile`: lets a share of the events pass, as large as what comes behind can take in time. */
export const percentile = defineOperator({
  name: 'qos::percentile',
  doc: [
    'Lets a share of the events pass; the others go to `overflow`, and are dropped without a select from there. The share begins with all.',
    'The engine tells how long events took from where they were read until every sink had accepted them: after a batch that took',
    'longer than `timeout` the share goes down by `step_down`, after any other one up by `step_up`.',
    '',
    'The events that pass are spread evenly: of a share of a half it is every second one. Something always passes, or nobody would notice',
    'that things are well again. Which events pass depends on time: after a crash, those since the last checkpoint may fare',
    'otherwise than before.',
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
  create({ timeout, step_down, step_up }, context) {
    const [out, overflow] = [context.port('out'), context.port('overflow')];
    let share = 1;
    /** Grows by the share with each event; whenever it reaches 1, one passes. */
    let credit = 0;

    const onDelivered: DeliveryListener = (latencyNs) => {
      share = latencyNs > timeout ? Math.max(step_up, share - step_down) : Math.min(1, share + step_up);
      return 0;
    };

    return {
      onEvent(value, meta) {
        credit += share;
        if (credit < 1) {
          overflow(value, meta);
          return;
        }
        credit -= 1;
        context.whenDelivered(onDelivered);
        out(value, meta);
      },
      capture: () =>
        new Map<string, Value>([
          ['share', float(share)],
          ['credit', float(credit)],
        ]),
      restore(state) {
        share = Math.min(1, Math.max(step_up, numberAt(state, 'share', 1)));
        credit = numberAt(state, 'credit', 0);
      },
    };
  },
});

function numberAt(state: Value, key: string, otherwise: number): number {
  const value = asRecord(state)?.get(key) ?? null;
  return isNumber(value) ? toDouble(value) : otherwise;
}
