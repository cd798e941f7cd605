import { z } from 'zod';
import type { Value } from '../api.ts';
import { defineOperator } from '../api.ts';
import { asArray } from '../value/kind.ts';

const settings = z.strictObject({
  op: z.string().min(1).describe('what this place is called in the history'),
  name: z.string().min(1).describe('the field of the metadata that holds the history'),
});

/** `debug::history`: notes in the metadata of an event where it has been. */
export const history = defineOperator({
  name: 'debug::history',
  doc: [
    'Notes in the metadata where an event has been: appends `evt: <op>(<where the event comes from>)` to the array `$<name>`, which it',
    'begins when there is none. An event whose `$<name>` is something else goes to `err`.',
  ].join('\n'),
  settings,
  outputs: ['out'],
  meta: { '$<name>': 'the history: an array of strings' },
  examples: [
    {
      config: { op: 'entry', name: 'seen' },
      input: [
        { value: '1' },
        { value: '2', meta: '{"seen":["evt: before"]}' },
        { value: '3', meta: '{"seen":0}' },
      ],
      output: [
        'out 1 $ {"seen":["evt: entry(test:in:0)"]}',
        'out 2 $ {"seen":["evt: before","evt: entry(test:in:1)"]}',
        'err 3 $ {"seen":0}: `$seen` must be an array to be a history',
      ],
    },
  ],
  create({ op, name }, context) {
    const out = context.port('out');
    return {
      onEvent(value, meta) {
        const before = meta.get(name);
        const list = before === undefined ? [] : asArray(before);
        if (list === undefined) {
          context.refuse(value, meta, `\`$${name}\` must be an array to be a history`);
          return;
        }
        const history: Value = [...list, `evt: ${op}(${context.place()})`];
        out(value, new Map(meta).set(name, history));
      },
    };
  },
});
