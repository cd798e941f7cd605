/** `env::` – the environment that the flow was started in. */
import { defineEnvironmentFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

const variable = defineEnvironmentFunction({
  module: 'env',
  name: 'var',
  params: [
    { name: 'name', kind: 'string', doc: 'the name of the variable' },
    { name: 'default', kind: 'any', doc: 'the result when it is not set', optional: true },
  ],
  returns: 'any',
  doc: 'The value of a variable of the environment: always a string, which `integer::parse` makes an integer of. It is read once, when the flow is put together, and only where a constant is wanted: in arguments, settings of connectors, and constants. Without a default, a variable that is not set is a mistake. The value is a secret: messages and logs have `$NAME` in its place.',
  examples: [
    { call: 'env::var("SHOP")', result: '"pencils"' },
    { call: 'env::var("NO_SUCH", "eu-west-1")', result: '"eu-west-1"' },
    { call: 'env::var("EMPTY", "x")', result: '""' },
    { call: 'env::var("NO_SUCH", null)', result: 'null' },
    { call: 'env::var("NO_SUCH")', error: 'the environment variable `NO_SUCH` is not set' },
    { call: 'env::var(1)', error: 'takes a string as `name`, not the integer `1`' },
  ],
  run: ({ read }, name, otherwise) => read(name) ?? otherwise,
});

export const ENV_FUNCTIONS: readonly FunctionDefinition[] = [variable];
