import { z } from 'zod';
import { defineOperator } from '../api.ts';

const settings = z.strictObject({
  outputs: z
    .array(z.string().min(1))
    .min(1)
    .superRefine((names, context) => {
      names.forEach((name, index) => {
        const message =
          name === 'err'
            ? 'the name of the port for errors'
            : names.indexOf(name) < index
              ? 'named twice'
              : undefined;
        if (message !== undefined) context.addIssue({ code: 'custom', path: [index], message });
      });
    })
    .describe('the output ports, in the order in which they get the events'),
});

/** `qos::roundrobin`: events to several ports in turn. */
export const roundrobin = defineOperator({
  name: 'qos::roundrobin',
  doc: [
    'Deals events out to its `outputs` in turn: the first to the first port, the second to the second, and after the last one the first',
    'again. Whose turn it is, is in the checkpoint.',
    '',
    'No output is ever passed over: a sink that has trouble does not fall away, it holds the flow back until it can go on.',
  ].join('\n'),
  settings,
  outputs: { setting: 'outputs' },
  examples: [
    {
      config: { outputs: ['a', 'b'] },
      input: [{ value: '1' }, { value: '2' }, { value: '3' }],
      output: ['a 1', 'b 2', 'a 3'],
    },
  ],
  create({ outputs }, context) {
    const takers = outputs.map((name) => context.port(name));
    let next = 0;
    return {
      onEvent(value, meta) {
        const taker = takers[next]!;
        next = next + 1 === takers.length ? 0 : next + 1;
        taker(value, meta);
      },
      capture: () => next,
      restore(state) {
        // There may be fewer outputs than when this was saved.
        next = Number(state) % takers.length;
      },
    };
  },
});
