import { z } from 'zod';
import type { Value } from '../api.ts';
import { defineOperator } from '../api.ts';

/** `generic::counter`: numbers the events. */
export const counter = defineOperator({
  name: 'generic::counter',
  doc: 'Numbers the events, from 1: each becomes `{"count": n, "event": …}` and keeps its metadata. The count is in the checkpoint.',
  settings: z.strictObject({}),
  outputs: ['out'],
  examples: [
    {
      input: [{ value: '"a"' }, { value: '{"b":2}' }],
      output: ['out {"count":1,"event":"a"}', 'out {"count":2,"event":{"b":2}}'],
    },
  ],
  create(_config, context) {
    const out = context.port('out');
    let count = 0;
    return {
      onEvent(value, meta) {
        count++;
        out(
          new Map<string, Value>([
            ['count', count],
            ['event', value],
          ]),
          meta,
        );
      },
      capture: () => count,
      restore(state) {
        count = Number(state);
      },
    };
  },
});
