/** `range::` – integers one after another. */
import { integer, isNumber } from '../value/kind.ts';
import { MAX_ITEMS } from '../value/limits.ts';
import { compare } from '../value/order.ts';
import { describeValue } from '../value/text.ts';
import { refuse } from '../value/value-error.ts';
import type { Value } from '../value/value.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

const range = defineFunction({
  module: 'range',
  name: 'range',
  params: [
    { name: 'start', kind: 'integer', doc: 'the first item' },
    { name: 'end', kind: 'integer', doc: 'the one behind the last item' },
  ],
  returns: 'array',
  doc: 'All integers from `start` up to but not `end`; none, when `end` is not above `start`.',
  examples: [
    { call: 'range::range(0, 3)', result: '[0, 1, 2]' },
    { call: 'range::range(-1, 1)', result: '[-1, 0]' },
    { call: 'range::range(3, 0)', result: '[]' },
    { call: 'range::range(0, 18446744073709551615)', error: 'would have 18446744073709551615 items' },
    { call: 'range::range(0, 1.5)', error: 'takes an integer as `end`, not the float `1.5`' },
  ],
  constant: true,
  run: (start, end) => {
    const count = BigInt(end) - BigInt(start);
    if (count <= 0n) return [];
    if (count > MAX_ITEMS) {
      return refuse('function-failed', `\`range::range\` would have ${count} items, more than ${MAX_ITEMS}`);
    }
    if (typeof start === 'number' && typeof end === 'number') {
      return Array.from({ length: Number(count) }, (_, index) => start + index);
    }
    const first = BigInt(start);
    return Array.from({ length: Number(count) }, (_, index) => integer(first + BigInt(index)));
  },
});

const contains = defineFunction({
  module: 'range',
  name: 'contains',
  params: [
    { name: 'range', kind: 'array', doc: 'what `range::range` gives' },
    { name: 'number', kind: 'number', doc: 'what is looked for' },
  ],
  returns: 'bool',
  doc: 'Is the number not below the first item and not above the last? Numbers in between count, whether they are items or not.',
  examples: [
    { call: 'range::contains(range::range(0, 5), 3)', result: 'true' },
    { call: 'range::contains(range::range(0, 5), 5)', result: 'false' },
    { call: 'range::contains([], 1)', result: 'false' },
    {
      call: 'range::contains(["a"], 1)',
      error: '`range::contains` takes an array of numbers, and the first is the string `"a"`',
    },
  ],
  constant: true,
  run: (items, number) => {
    if (items.length === 0) return false;
    const first = numberOrRefuse(items[0]!, 'first');
    const last = numberOrRefuse(items.at(-1)!, 'last');
    return compare('<=', first, number) <= 0 && compare('>=', last, number) >= 0;
  },
});

function numberOrRefuse(item: Value, which: string): Value {
  if (isNumber(item)) return item;
  return refuse(
    'function-failed',
    `\`range::contains\` takes an array of numbers, and the ${which} is ${describeValue(item)}`,
  );
}

export const RANGE_FUNCTIONS: readonly FunctionDefinition[] = [range, contains];
