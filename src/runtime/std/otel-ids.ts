/** Identifiers of spans and traces. */
import { asArray, isBytes } from '../value/kind.ts';
import type { Value } from '../value/value.ts';
import { defineEventFunction, defineFunction } from './define.ts';
import type { CallContext, FunctionDefinition, ParamKind } from './define.ts';
import { generatorFor } from './random-generator.ts';

type Subject = 'span' | 'trace';

const LENGTHS = { span: 8, trace: 16 } as const;

/** A span and its trace have nothing in common, though both come from the same event. */
const SALTS = { span: 0x7370616en, trace: 0x7472616365n } as const;

/** The bytes of an identifier for the event at hand, not all of them 0. */
function idOf(subject: Subject, context: CallContext): Uint8Array {
  const generator = generatorFor(context, SALTS[subject]);
  let bytes = generator.bytes(LENGTHS[subject]);
  while (bytes.every((byte) => byte === 0)) bytes = generator.bytes(LENGTHS[subject]);
  return bytes;
}

/** What is said of all generators of identifiers. */
const ID_SEED =
  'It is made of the time at which the event came in and its place in its origin: the same for two calls for one event, another for every event.';

/** A generator for each of the three forms. */
export function defineGenerators(
  module: string,
  subject: Subject,
  forms: readonly Form[],
): FunctionDefinition[] {
  return forms.map(({ suffix, returns, words, convert }) => {
    const name = `gen_${subject}_id_${suffix}`;
    return defineEventFunction({
      module,
      name,
      params: [],
      returns,
      doc: `A random identifier of a ${subject} as ${words(LENGTHS[subject])}. ${ID_SEED}`,
      examples: [
        { call: `type::as_string(${module}::${name}())`, result: `"${returns}"` },
        { call: `${module}::${name}() == ${module}::${name}()`, result: 'true' },
      ],
      run: (context) => convert(idOf(subject, context)),
    });
  });
}

export interface Form {
  readonly suffix: string;
  readonly returns: ParamKind;
  readonly words: (length: number) => string;
  readonly convert: (bytes: Uint8Array) => Value;
}

export const STRING_FORM: Form = {
  suffix: 'string',
  returns: 'string',
  words: (length) => `${2 * length} hexadecimal digits`,
  convert: (bytes) => Buffer.from(bytes).toString('hex'),
};

const BYTES_FORM: Form = {
  suffix: 'bytes',
  returns: 'bytes',
  words: (length) => `${length} bytes`,
  convert: (bytes) => bytes,
};

const ARRAY_FORM: Form = {
  suffix: 'array',
  returns: 'array',
  words: (length) => `an array of ${length} integers from 0 to 255`,
  convert: (bytes) => Array.from(bytes),
};

const FORMS = [STRING_FORM, BYTES_FORM, ARRAY_FORM];

function defineIsValid(subject: Subject): FunctionDefinition {
  const length = LENGTHS[subject];
  const module = `cncf::otel::${subject}_id`;
  const zeros = '0'.repeat(2 * length);
  const digits = zeros.replace(/..$/, '1f');
  return defineFunction({
    module,
    name: 'is_valid',
    params: [{ name: `${subject}_id`, kind: 'any', doc: 'what may be an identifier, in any form' }],
    returns: 'record',
    doc: `Says in which form an identifier of a ${subject} is and whether it is valid: ${2 * length} hexadecimal digits, ${length} bytes, or an array of ${length} integers from 0 to 255, and not all of them 0. What can be none gives \`{}\`.`,
    examples: [
      {
        call: `${module}::is_valid("${digits}")`,
        result: `{"kind": "string", "valid": true, "value": "${digits}"}`,
      },
      {
        call: `${module}::is_valid("${zeros}")`,
        result: `{"kind": "string", "valid": false, "value": "${zeros}"}`,
      },
      { call: `${module}::is_valid([1])`, result: '{"kind": "array", "valid": false, "value": [1]}' },
      { call: `${module}::is_valid(1)`, result: '{}' },
    ],
    constant: true,
    run: (id) => examine(id, length),
  });
}

function examine(id: Value, length: number): Value {
  const items = asArray(id);
  if (typeof id === 'string') {
    return verdict('string', new RegExp(`^(?=.*[1-9a-f])[0-9a-f]{${2 * length}}$`, 'i').test(id), id);
  }
  if (isBytes(id)) return verdict('binary', id.length === length && id.some((byte) => byte !== 0), id);
  if (items === undefined) return new Map();
  const isRight = items.length === length && items.every(isByte) && items.some((item) => item !== 0);
  return verdict('array', isRight, id);
}

function isByte(item: Value): boolean {
  return typeof item === 'number' && Number.isInteger(item) && item >= 0 && item <= 255;
}

function verdict(kind: string, valid: boolean, value: Value): Value {
  return new Map<string, Value>([
    ['kind', kind],
    ['valid', valid],
    ['value', value],
  ]);
}

export const OTEL_ID_FUNCTIONS: readonly FunctionDefinition[] = [
  ...defineGenerators('cncf::otel', 'span', FORMS),
  ...defineGenerators('cncf::otel', 'trace', FORMS),
  defineIsValid('span'),
  defineIsValid('trace'),
];
