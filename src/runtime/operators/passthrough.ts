import { z } from 'zod';
import { defineOperator } from '../api.ts';

/** `passthrough`: events leave as they came. */
export const passthrough = defineOperator({
  name: 'passthrough',
  doc: 'Passes every event on as it is: a place in a pipeline with a name, like a stream.',
  settings: z.strictObject({}),
  outputs: ['out'],
  examples: [{ input: [{ value: '{"a":1}', meta: '{"m":true}' }], output: ['out {"a":1} $ {"m":true}'] }],
  create: (_config, context) => ({ onEvent: context.port('out') }),
});
