/** `test::` – what a script expects of itself. */
import { identical } from '../value/equality.ts';
import { shortJson } from '../value/text.ts';
import { refuse } from '../value/value-error.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

const assert = defineFunction({
  module: 'test',
  name: 'assert',
  params: [
    { name: 'name', kind: 'any', doc: 'what is tested, for the message' },
    { name: 'expected', kind: 'any', doc: 'what should come out' },
    { name: 'got', kind: 'any', doc: 'what comes out' },
  ],
  returns: 'bool',
  doc: 'Are the two values the same, an integer never being a float? Then it gives `true`; otherwise it is an error, and the event goes to `err`.',
  examples: [
    { call: 'test::assert("one is one", 1, 1)', result: 'true' },
    {
      call: 'test::assert("one is two", 1, 2)',
      error: 'the assertion `one is two` failed: expected `1`, got `2`',
    },
    { call: 'test::assert("kinds", 1, 1.0)', error: 'expected `1`, got `1.0`' },
  ],
  constant: false,
  run: (name, expected, got) => {
    if (identical(expected, got)) return true;
    const what = typeof name === 'string' ? name : shortJson(name);
    return refuse(
      'function-failed',
      `the assertion \`${what}\` failed: expected \`${shortJson(expected)}\`, got \`${shortJson(got)}\``,
    );
  },
});

/** `suite` and `test` hold assertions together, which have run already when these are called. */
function defineHolder(name: string, doc: string): FunctionDefinition {
  return defineFunction({
    module: 'test',
    name,
    params: [],
    rest: [{ name: 'part', kind: 'any', doc: 'what belongs to it' }],
    returns: 'null',
    doc: `${doc} What is in it has been computed before, and an assertion that fails has failed by then; the result is \`null\`.`,
    examples: [
      { call: `test::${name}({"name": "sums", "test": test::assert("1 + 1", 2, 1 + 1)})`, result: 'null' },
      { call: `test::${name}({"test": test::assert("1 + 1", 3, 1 + 1)})`, error: 'expected `3`, got `2`' },
    ],
    constant: false,
    run: () => null,
  });
}

export const TEST_FUNCTIONS: readonly FunctionDefinition[] = [
  assert,
  defineHolder('suite', 'Holds tests together.'),
  defineHolder('test', 'Names a test.'),
];
