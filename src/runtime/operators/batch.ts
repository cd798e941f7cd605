import { z } from 'zod';
import type { Value, ValueRecord } from '../api.ts';
import { EMPTY_RECORD, defineOperator } from '../api.ts';
import { detach } from '../value/detach.ts';
import { asArray, asRecord, integer } from '../value/kind.ts';
import { nanoseconds } from './duration.ts';

const settings = z.strictObject({
  count: z.int().min(1).describe('so many events make a batch'),
  timeout: nanoseconds
    .optional()
    .describe(
      'a batch that is not full goes out so long after its first event: `"1s"`, or an integer of nanoseconds. Default: never.',
    ),
  form: z
    .enum(['events', 'values'])
    .default('events')
    .describe('what is in the array: records that describe the events, or only their values'),
});

/** `generic::batch`: several events become one. */
export const batch = defineOperator({
  name: 'generic::batch',
  doc: [
    'Collects events and sends them on as one, whose value is an array: when there are `count` of them, when `timeout` has passed since',
    'the first one, and at the end of the input or on a clean stop, whatever there is.',
    '',
    'An element is `{"data": {"value": …, "meta": …}, "ingest_ns": …, "kind": null, "is_batch": false}`, and the batch itself has no',
    'metadata; with `form = "values"` an element is the value alone, and the batch has the metadata of its last event. Whatever comes',
    'after it sees one event, a connector, too. What is not full yet is in the checkpoint.',
  ].join('\n'),
  settings,
  outputs: ['out'],
  examples: [
    {
      config: { count: 2, form: 'values' },
      input: [{ value: '1' }, { value: '"two"' }, { value: '3' }],
      output: ['out [1,"two"]', 'out [3]'],
    },
    {
      config: { count: 10 },
      input: [{ value: '{"a":1}', meta: '{"key":"k"}', atMs: 1 }],
      output: [
        'out [{"data":{"value":{"a":1},"meta":{"key":"k"}},"ingest_ns":1000000,"kind":null,"is_batch":false}]',
      ],
    },
    {
      config: { count: 10, timeout: '1s', form: 'values' },
      input: [
        { value: '1', atMs: 0 },
        { value: '2', atMs: 1_000 },
        { value: '3', atMs: 1_500 },
      ],
      output: ['out [1,2]', 'out [3]'],
    },
  ],
  create({ count, timeout, form }, context) {
    const out = context.port('out');
    let held: Value[] = [];
    let firstNs = 0n;
    let lastMeta: ValueRecord = EMPTY_RECORD;

    const letGo = (): void => {
      const [value, meta] = [held, lastMeta];
      held = [];
      lastMeta = EMPTY_RECORD;
      out(value, meta);
    };
    const isOld = (): boolean => timeout !== undefined && context.nowNs() - firstNs >= timeout;

    return {
      onEvent(value, meta) {
        if (held.length === 0) firstNs = context.nowNs();
        if (form === 'events') held.push(described(detach(value), detach(meta), context.nowNs()));
        else {
          held.push(detach(value));
          lastMeta = meta;
        }
        if (held.length >= count || isOld()) letGo();
      },
      ...(timeout === undefined
        ? {}
        : {
            tick: () => {
              if (held.length > 0 && isOld()) letGo();
            },
          }),
      flush() {
        if (held.length > 0) letGo();
      },
      capture: () =>
        new Map<string, Value>([
          ['events', [...held]],
          ['first_ns', integer(firstNs)],
          ['meta', detach(lastMeta)],
        ]),
      restore(state) {
        const saved = asRecord(state);
        held = [...(asArray(saved?.get('events') ?? null) ?? [])];
        // An integer, as `capture` has put it there.
        firstNs = BigInt((saved?.get('first_ns') ?? 0) as number | bigint);
        lastMeta = asRecord(saved?.get('meta') ?? null) ?? EMPTY_RECORD;
      },
    };
  },
});

function described(value: Value, meta: Value, ingestNs: bigint): Value {
  const data = new Map<string, Value>([
    ['value', value],
    ['meta', meta],
  ]);
  return new Map<string, Value>([
    ['data', data],
    ['ingest_ns', integer(ingestNs)],
    ['kind', null],
    ['is_batch', false],
  ]);
}
