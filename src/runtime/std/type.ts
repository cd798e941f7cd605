/** `type::` – what a value is. */
import { isBytes, isFloat, isInteger, isNumber, kindOf } from '../value/kind.ts';
import type { Value } from '../value/value.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition, FunctionExample } from './define.ts';

const LARGEST_SIGNED = 2n ** 63n - 1n;

const asString = defineFunction({
  module: 'type',
  name: 'as_string',
  params: [{ name: 'value', kind: 'any', doc: 'any value' }],
  returns: 'string',
  doc: 'The name of the kind: `null`, `bool`, `integer`, `float`, `string`, `array`, `record` or `bytes`.',
  examples: [
    { call: 'type::as_string(7)', result: '"integer"' },
    { call: 'type::as_string(7.0)', result: '"float"' },
    { call: 'type::as_string({})', result: '"record"' },
  ],
  constant: true,
  run: (value) => kindOf(value),
});

/** The nine tests differ in their name, what they say and what they test. */
function defineTest(
  name: string,
  doc: string,
  examples: readonly FunctionExample[],
  test: (value: Value) => boolean,
): FunctionDefinition {
  return defineFunction({
    module: 'type',
    name,
    params: [{ name: 'value', kind: 'any', doc: 'any value' }],
    returns: 'bool',
    doc,
    examples,
    constant: true,
    run: test,
  });
}

const isNull = defineTest(
  'is_null',
  'Is it `null`?',
  [
    { call: 'type::is_null(null)', result: 'true' },
    { call: 'type::is_null(0)', result: 'false' },
  ],
  (value) => value === null,
);

const isBool = defineTest(
  'is_bool',
  'Is it `true` or `false`?',
  [
    { call: 'type::is_bool(false)', result: 'true' },
    { call: 'type::is_bool(0)', result: 'false' },
  ],
  (value) => typeof value === 'boolean',
);

const isIntegerTest = defineTest(
  'is_integer',
  'Is it an integer of 64 bits with a sign? Not so are floats and integers above 9223372036854775807.',
  [
    { call: 'type::is_integer(1)', result: 'true' },
    { call: 'type::is_integer(1.0)', result: 'false' },
    { call: 'type::is_integer(9223372036854775808)', result: 'false' },
  ],
  (value) => isInteger(value) && value <= LARGEST_SIGNED,
);

const isFloatTest = defineTest(
  'is_float',
  'Is it a float?',
  [
    { call: 'type::is_float(1.0)', result: 'true' },
    { call: 'type::is_float(1)', result: 'false' },
  ],
  isFloat,
);

const isNumberTest = defineTest(
  'is_number',
  'Is it an integer or a float?',
  [
    { call: 'type::is_number(1)', result: 'true' },
    { call: 'type::is_number("1")', result: 'false' },
  ],
  isNumber,
);

const isString = defineTest(
  'is_string',
  'Is it a string?',
  [
    { call: 'type::is_string("")', result: 'true' },
    { call: 'type::is_string(string::into_binary("a"))', result: 'false' },
  ],
  (value) => typeof value === 'string',
);

const isArray = defineTest(
  'is_array',
  'Is it an array?',
  [
    { call: 'type::is_array([])', result: 'true' },
    { call: 'type::is_array({})', result: 'false' },
  ],
  (value) => kindOf(value) === 'array',
);

const isRecord = defineTest(
  'is_record',
  'Is it a record?',
  [
    { call: 'type::is_record({})', result: 'true' },
    { call: 'type::is_record([])', result: 'false' },
  ],
  (value) => kindOf(value) === 'record',
);

const isBinary = defineTest(
  'is_binary',
  'Is it bytes?',
  [
    { call: 'type::is_binary(string::into_binary("a"))', result: 'true' },
    { call: 'type::is_binary("a")', result: 'false' },
  ],
  isBytes,
);

export const TYPE_FUNCTIONS: readonly FunctionDefinition[] = [
  asString,
  isNull,
  isBool,
  isIntegerTest,
  isFloatTest,
  isNumberTest,
  isString,
  isArray,
  isRecord,
  isBinary,
];
