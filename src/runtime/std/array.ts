/** `array::` – lists of values. */
import { concatenate as concatenateItems } from '../value/arithmetic.ts';
import { identical } from '../value/equality.ts';
import { aKind, asArray, kindOf } from '../value/kind.ts';
import { checkItemCount, checkTextLength } from '../value/limits.ts';
import { compareTotal } from '../value/order.ts';
import { displayText } from '../value/text.ts';
import { refuse } from '../value/value-error.ts';
import type { Value } from '../value/value.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

const array = { name: 'array', kind: 'array', doc: 'the array' } as const;

const len = defineFunction({
  module: 'array',
  name: 'len',
  params: [array],
  returns: 'integer',
  doc: 'The number of items.',
  examples: [
    { call: 'array::len([1, [2, 3]])', result: '2' },
    { call: 'array::len("ab")', error: 'takes an array as `array`, not the string `"ab"`' },
  ],
  constant: true,
  run: (items) => items.length,
});

const isEmpty = defineFunction({
  module: 'array',
  name: 'is_empty',
  params: [array],
  returns: 'bool',
  doc: 'Has it no items?',
  examples: [
    { call: 'array::is_empty([])', result: 'true' },
    { call: 'array::is_empty([null])', result: 'false' },
  ],
  constant: true,
  run: (items) => items.length === 0,
});

const contains = defineFunction({
  module: 'array',
  name: 'contains',
  params: [array, { name: 'item', kind: 'any', doc: 'what is looked for' }],
  returns: 'bool',
  doc: 'Is `item` one of the items? Unlike with `==`, an integer is never the same as a float.',
  examples: [
    { call: 'array::contains([1, "two", {"three": 3}], {"three": 3})', result: 'true' },
    { call: 'array::contains([1, 2], 1.0)', result: 'false' },
  ],
  constant: true,
  run: (items, item) => items.some((candidate) => identical(candidate, item)),
});

const push = defineFunction({
  module: 'array',
  name: 'push',
  params: [array, { name: 'item', kind: 'any', doc: 'the last item of the result' }],
  returns: 'array',
  doc: 'The array with one more item at its end.',
  examples: [
    { call: 'array::push([1, 2], [3])', result: '[1, 2, [3]]' },
    { call: 'array::push({}, 1)', error: 'takes an array as `array`, not a record' },
  ],
  constant: true,
  run: (items, item) => concatenateItems(items, [item]),
});

const zip = defineFunction({
  module: 'array',
  name: 'zip',
  params: [
    { name: 'left', kind: 'array', doc: 'the first items of the pairs' },
    { name: 'right', kind: 'array', doc: 'the second items of the pairs' },
  ],
  returns: 'array',
  doc: 'Pairs of the items of two arrays of the same length.',
  examples: [
    { call: 'array::zip([1, 2], ["a", "b"])', result: '[[1, "a"], [2, "b"]]' },
    { call: 'array::zip([1], [])', error: 'takes two arrays of the same length, not 1 and 0' },
  ],
  constant: true,
  run: (left, right) => {
    if (left.length === right.length) return left.map((item, index) => [item, right[index]!]);
    const lengths = `${left.length} and ${right.length}`;
    return refuse('function-failed', `\`array::zip\` takes two arrays of the same length, not ${lengths}`);
  },
});

const unzip = defineFunction({
  module: 'array',
  name: 'unzip',
  params: [{ name: 'pairs', kind: 'array', doc: 'arrays of two items each' }],
  returns: 'array',
  doc: 'Two arrays of the first and the second items of pairs: what `array::zip` makes, undone.',
  examples: [
    { call: 'array::unzip([[1, "a"], [2, "b"]])', result: '[[1, 2], ["a", "b"]]' },
    { call: 'array::unzip([])', result: '[[], []]' },
    { call: 'array::unzip([[1, 2], 3])', error: 'takes an array of pairs, and item 1 is an integer' },
  ],
  constant: true,
  run: (items) => {
    const pairs = items.map(toPair);
    return [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
  },
});

function toPair(item: Value, index: number): readonly [Value, Value] {
  const pair = asArray(item);
  if (pair?.length === 2) return [pair[0]!, pair[1]!];
  const fault = pair === undefined ? aKind(kindOf(item)) : `an array of ${pair.length}`;
  return refuse('function-failed', `\`array::unzip\` takes an array of pairs, and item ${index} is ${fault}`);
}

const flatten = defineFunction({
  module: 'array',
  name: 'flatten',
  params: [{ name: 'value', kind: 'any', doc: 'an array of arrays, however deep' }],
  returns: 'array',
  doc: 'All items of arrays within arrays as one array. What is no array becomes an array of one item.',
  examples: [
    { call: 'array::flatten([1, [2, [3, []]], 4])', result: '[1, 2, 3, 4]' },
    { call: 'array::flatten(1)', result: '[1]' },
  ],
  constant: true,
  run: (value) => {
    const leaves: Value[] = [];
    collectLeaves(value, leaves);
    return leaves;
  },
});

function collectLeaves(value: Value, leaves: Value[]): void {
  const items = asArray(value);
  if (items === undefined) {
    checkItemCount(leaves.length + 1);
    leaves.push(value);
  } else for (const item of items) collectLeaves(item, leaves);
}

const coalesce = defineFunction({
  module: 'array',
  name: 'coalesce',
  params: [array],
  returns: 'array',
  doc: 'The array without its `null` items.',
  examples: [
    { call: 'array::coalesce([null, 1, false])', result: '[1, false]' },
    { call: 'array::coalesce([[null], {}])', result: '[[null], {}]' },
  ],
  constant: true,
  run: (items) => items.filter((item) => item !== null),
});

const join = defineFunction({
  module: 'array',
  name: 'join',
  params: [array, { name: 'separator', kind: 'string', doc: 'what is put between two items' }],
  returns: 'string',
  doc: 'The items as one text: strings as they are, everything else as JSON.',
  examples: [
    { call: 'array::join(["a", "b"], "-")', result: '"a-b"' },
    { call: 'array::join([1, 2.0, null], ", ")', result: '"1, 2.0, null"' },
  ],
  constant: true,
  run: (items, separator) => {
    let length = separator.length * Math.max(0, items.length - 1);
    const texts: string[] = [];
    for (const item of items) {
      const text = displayText(item);
      checkTextLength((length += text.length));
      texts.push(text);
    }
    return texts.join(separator);
  },
});

const concatenate = defineFunction({
  module: 'array',
  name: 'concatenate',
  params: [
    { name: 'left', kind: 'array', doc: 'the first items' },
    { name: 'right', kind: 'array', doc: 'the last items' },
  ],
  returns: 'array',
  doc: 'The items of one array and then those of another; the same as `+`.',
  examples: [
    { call: 'array::concatenate([1], [2, 3])', result: '[1, 2, 3]' },
    { call: 'array::concatenate([1], 2)', error: 'takes an array as `right`, not the integer `2`' },
  ],
  constant: true,
  run: concatenateItems,
});

const sort = defineFunction({
  module: 'array',
  name: 'sort',
  params: [array],
  returns: 'array',
  doc: 'The items from the least to the greatest. Kinds come in this order: records, arrays, strings, bytes, null, booleans, numbers.',
  examples: [
    { call: 'array::sort([3, 1, 2])', result: '[1, 2, 3]' },
    { call: 'array::sort([1, null, "b", "a", true, [], {}])', result: '[{}, [], "a", "b", null, true, 1]' },
  ],
  constant: true,
  run: (items) => items.toSorted(compareTotal),
});

const reverse = defineFunction({
  module: 'array',
  name: 'reverse',
  params: [array],
  returns: 'array',
  doc: 'The items from the last to the first.',
  examples: [
    { call: 'array::reverse([1, 2, 3])', result: '[3, 2, 1]' },
    { call: 'array::reverse("abc")', error: 'takes an array as `array`, not the string `"abc"`' },
  ],
  constant: true,
  run: (items) => items.toReversed(),
});

export const ARRAY_FUNCTIONS: readonly FunctionDefinition[] = [
  len,
  isEmpty,
  contains,
  push,
  zip,
  unzip,
  flatten,
  coalesce,
  join,
  concatenate,
  sort,
  reverse,
];
