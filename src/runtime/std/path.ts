/** `path::` – what may be missing. */
import { asArray, asRecord, isInteger, kindOf } from '../value/kind.ts';
import { describeValue } from '../value/text.ts';
import { refuse } from '../value/value-error.ts';
import type { Value } from '../value/value.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

const tryDefault = defineFunction({
  module: 'path',
  name: 'try_default',
  params: [
    { name: 'base', kind: 'any', doc: 'a record, an array or `null`' },
    { name: 'segments', kind: 'array', doc: 'the way into it: names of fields and indexes from 0' },
    { name: 'otherwise', kind: 'any', doc: 'the result when there is nothing' },
  ],
  returns: 'any',
  doc: 'What is found in `base` by going along `segments`, or `otherwise` when one of them leads nowhere. What is found may be `null`; in `null` itself nothing is.',
  examples: [
    { call: 'path::try_default({"a": {"b": 1}}, ["a", "b"], 0)', result: '1' },
    { call: 'path::try_default({"a": {"b": 1}}, ["a", "c"], 0)', result: '0' },
    { call: 'path::try_default([1, [2, 3]], [1, 0], "none")', result: '2' },
    { call: 'path::try_default({"a": 1}, ["a", "b"], "none")', result: '"none"' },
    { call: 'path::try_default({"a": 1}, [], "none")', result: '{"a": 1}' },
    { call: 'path::try_default(null, [], "none")', result: '"none"' },
    {
      call: 'path::try_default(1, ["a"], 0)',
      error: 'takes a record, an array or `null` as `base`, not the integer `1`',
    },
    { call: 'path::try_default({}, "a", 0)', error: 'takes an array as `segments`, not the string `"a"`' },
  ],
  constant: true,
  run: (base, segments, otherwise) => {
    if (base === null) return otherwise;
    if (kindOf(base) !== 'record' && kindOf(base) !== 'array') return badBase(base);
    let found: Value | undefined = base;
    for (const segment of segments) {
      found = step(found, segment);
      if (found === undefined) return otherwise;
    }
    return found;
  },
});

/** One step, which never fails: a segment of the wrong kind leads nowhere. */
function step(target: Value, segment: Value): Value | undefined {
  if (typeof segment === 'string') return asRecord(target)?.get(segment);
  return isInteger(segment) ? asArray(target)?.[Number(segment)] : undefined;
}

function badBase(base: Value): never {
  return refuse(
    'argument-kind',
    `\`path::try_default\` takes a record, an array or \`null\` as \`base\`, not ${describeValue(base)}`,
  );
}

export const PATH_FUNCTIONS: readonly FunctionDefinition[] = [tryDefault];
