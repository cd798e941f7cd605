/** `random::` – random values that are the same for the same event. */
import { float, integer, toDouble } from '../value/kind.ts';
import type { Integer } from '../value/kind.ts';
import { describeValue } from '../value/text.ts';
import { refuse } from '../value/value-error.ts';
import type { Value } from '../value/value.ts';
import { defineEventFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';
import { generatorFor } from './random-generator.ts';
import type { RandomGenerator } from './random-generator.ts';

/** Said of all of them. */
const SEED =
  'The generator (xoshiro256++) is seeded at every call with the time at which the event came in and its place in its origin, so two calls for the same event give the same, and a replay of the same bytes at another time does not.';

const bool = defineEventFunction({
  module: 'random',
  name: 'bool',
  params: [],
  returns: 'bool',
  doc: `\`true\` or \`false\`, each as likely. ${SEED}`,
  examples: [
    { call: 'type::is_bool(random::bool())', result: 'true' },
    { call: 'random::bool() == random::bool()', result: 'true' },
  ],
  run: (context) => generatorFor(context).next() >> 63n === 1n,
});

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Nobody needs longer ones, and a field of an event must not take all memory. */
const LONGEST = 1_048_576;

const string = defineEventFunction({
  module: 'random',
  name: 'string',
  params: [{ name: 'length', kind: 'integer', doc: `how many characters, up to ${LONGEST}` }],
  returns: 'string',
  doc: `ASCII letters and digits, each as likely. ${SEED}`,
  examples: [
    { call: 'string::len(random::string(16))', result: '16' },
    { call: 'random::string(0)', result: '""' },
    { call: 'random::string(-1)', error: '`random::string` makes 0 to 1048576 characters, not -1' },
    { call: 'random::string("a")', error: 'takes an integer as `length`, not the string `"a"`' },
  ],
  run: (context, length) => {
    if (length < 0 || length > LONGEST) {
      return refuse('function-failed', `\`random::string\` makes 0 to ${LONGEST} characters, not ${length}`);
    }
    const generator = generatorFor(context);
    let text = '';
    for (let i = 0; i < length; i++) text += CHARACTERS[Number(generator.below(62n))]!;
    return text;
  },
});

const integerFunction = defineEventFunction({
  module: 'random',
  name: 'integer',
  params: [
    { name: 'low', kind: 'integer', doc: 'the smallest; of one argument, it is `high`', optional: true },
    { name: 'high', kind: 'integer', doc: 'the one above the largest', optional: true },
  ],
  returns: 'integer',
  doc: `An integer from \`low\` up to but not \`high\`, each as likely; with one argument, from 0 up to but not that; without, any integer of 64 bits with a sign. ${SEED}`,
  examples: [
    { call: 'random::integer(42, 43)', result: '42' },
    { call: 'random::integer(1)', result: '0' },
    { call: 'type::is_integer(random::integer())', result: 'true' },
    { call: 'random::integer(2, 2)', error: '`random::integer`: there is nothing from 2 up to 2' },
    { call: 'random::integer(0)', error: '`random::integer`: there is nothing from 0 up to 0' },
    { call: 'random::integer(1.5)', error: 'takes an integer as `low`, not the float `1.5`' },
  ],
  run: (context, low, high) => {
    const generator = generatorFor(context);
    if (low === undefined) return integer(BigInt.asIntN(64, generator.next()));
    return high === undefined ? integerFrom(generator, 0, low) : integerFrom(generator, low, high);
  },
});

function integerFrom(generator: RandomGenerator, low: Integer, high: Integer): Integer {
  if (low >= high) return nothing('integer', low, high);
  // From the smallest to the largest integer there are more than 2^64: what is above is as far as one call goes.
  const count = BigInt(high) - BigInt(low);
  const most = 2n ** 64n;
  return integer(BigInt(low) + generator.below(count < most ? count : most));
}

function nothing(name: string, low: Value, high: Value): never {
  const text = (value: Value): string => describeValue(value).replace(/^.*`(.*)`$/, '$1');
  return refuse(
    'function-failed',
    `\`random::${name}\`: there is nothing from ${text(low)} up to ${text(high)}`,
  );
}

const floatFunction = defineEventFunction({
  module: 'random',
  name: 'float',
  params: [
    { name: 'low', kind: 'number', doc: 'the smallest; of one argument, it is `high`', optional: true },
    { name: 'high', kind: 'number', doc: 'above the largest', optional: true },
  ],
  returns: 'float',
  doc: `A float from \`low\` up to but not \`high\`; with one argument, from 0.0 up to but not that; without, from 0.0 up to but not 1.0. ${SEED}`,
  examples: [
    { call: 'random::float() < 1.0', result: 'true' },
    { call: 'random::float(3) < 3', result: 'true' },
    { call: 'range::contains([-1.0, 1.0], random::float(-1, 1))', result: 'true' },
    { call: 'random::float(1.0, -1.0)', error: '`random::float`: there is nothing from 1.0 up to -1.0' },
    { call: 'random::float(1.0, null)', error: 'takes a number as `high`, not `null`' },
  ],
  run: (context, low, high) => {
    const generator = generatorFor(context);
    if (low === undefined) return float(generator.float());
    const from = high === undefined ? 0 : toDouble(low);
    const to = toDouble(high ?? low);
    if (!(from < to) || !Number.isFinite(to - from)) return nothing('float', float(from), float(to));
    let found = from + generator.float() * (to - from);
    // Rounding can reach the end, which is not part of it.
    while (found >= to) found = from + generator.float() * (to - from);
    return float(found);
  },
});

export const RANDOM_FUNCTIONS: readonly FunctionDefinition[] = [bool, string, integerFunction, floatFunction];
