/** `integer::` – integers and their limits. */
import { INTEGER_MAX, INTEGER_MIN, integer } from '../value/kind.ts';
import { describeValue } from '../value/text.ts';
import { refuse } from '../value/value-error.ts';
import { defineFunction } from './define.ts';
import type { ConstantDefinition, FunctionDefinition } from './define.ts';

const SIGNED_MAX = 2n ** 63n - 1n;

const parse = defineFunction({
  module: 'integer',
  name: 'parse',
  params: [{ name: 'text', kind: 'string', doc: 'digits in base 10, with or without a sign' }],
  returns: 'integer',
  doc: 'The integer that a text stands for: digits and nothing else, a sign excepted, from -9223372036854775808 to 9223372036854775807.',
  examples: [
    { call: 'integer::parse("42")', result: '42' },
    { call: 'integer::parse("-9223372036854775808")', result: '-9223372036854775808' },
    { call: 'integer::parse("+07")', result: '7' },
    { call: 'integer::parse("4.2")', error: '`integer::parse`: the string `"4.2"` is not an integer' },
    {
      call: 'integer::parse("9223372036854775808")',
      error: '`integer::parse`: the string `"9223372036854775808"` does not fit in 64 bits with a sign',
    },
  ],
  constant: true,
  run: (text) => {
    if (!/^[+-]?[0-9]+$/.test(text)) return unparsed(text, 'is not an integer');
    const value = BigInt(text.replace('+', ''));
    if (value < INTEGER_MIN || value > SIGNED_MAX)
      return unparsed(text, 'does not fit in 64 bits with a sign');
    return integer(value);
  },
});

function unparsed(text: string, fault: string): never {
  return refuse('function-failed', `\`integer::parse\`: ${describeValue(text)} ${fault}`);
}

export const INTEGER_FUNCTIONS: readonly FunctionDefinition[] = [parse];

export const INTEGER_CONSTANTS: readonly ConstantDefinition[] = [
  {
    module: 'integer::signed',
    name: 'MIN',
    value: integer(INTEGER_MIN),
    doc: 'The smallest integer of 64 bits with a sign.',
  },
  {
    module: 'integer::signed',
    name: 'MAX',
    value: integer(SIGNED_MAX),
    doc: 'The largest integer of 64 bits with a sign.',
  },
  {
    module: 'integer::unsigned',
    name: 'MIN',
    value: 0,
    doc: 'The smallest integer of 64 bits without a sign.',
  },
  {
    module: 'integer::unsigned',
    name: 'MAX',
    value: integer(INTEGER_MAX),
    doc: 'The largest integer of 64 bits without a sign.',
  },
];
