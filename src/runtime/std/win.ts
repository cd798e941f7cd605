/** `win::` – about the groups of a `select`. */
import { defineEventFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

const cardinality = defineEventFunction({
  module: 'win',
  name: 'cardinality',
  params: [],
  returns: 'integer',
  doc: 'How many groups the `select` with `group by` has now; 0 in one without groups, and in a script.',
  examples: [
    { call: 'win::cardinality()', result: '0' },
    { call: 'win::cardinality() > 100', result: 'false' },
  ],
  run: (context) => context.groups,
});

export const WIN_FUNCTIONS: readonly FunctionDefinition[] = [cardinality];
