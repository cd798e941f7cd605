/** What a schema asks for, in words. */
import type { ZodError } from 'zod';
import { aKind, kindOf } from '../../../runtime/value/kind.ts';
import { jsonText } from '../../../runtime/value/json.ts';
import type { Value } from '../../../runtime/value/value.ts';

/** One complaint of a schema. */
export type Issue = ZodError['issues'][number];

const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  bigint: 'an integer',
  boolean: 'a bool',
  array: 'an array',
  object: 'a record',
  record: 'a record',
  null: 'null',
};

/** "must be an integer, found a string". */
export function wantedAndFound(issue: Issue, found: Value | undefined): string {
  return found === undefined
    ? `must be ${wanted(issue)}`
    : `must be ${wanted(issue)}, found ${inWords(found, issue)}`;
}

/** "a string", "at least 5", "one of …": goes on after "must be". */
export function wanted(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'too_small':
      return bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_value':
      return oneOf(issue.values.map((value) => `\`${String(value)}\``));
    case 'invalid_format':
      return issue.format === 'url' ? 'a URL' : `written as ${issue.pattern ?? issue.format}`;
    case 'invalid_union':
      return oneOf([
        ...new Set(issue.errors.map((errors) => (errors[0] ? wanted(errors[0]) : 'something else'))),
      ]);
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return 'something else';
  }
}

function bound(origin: string, relation: string, limit: number | bigint): string {
  switch (origin) {
    case 'string':
      return limit === 1 && relation === 'at least' ? 'not empty' : `${relation} ${limit} characters long`;
    case 'array':
    case 'set':
      return limit === 1 && relation === 'at least' ? 'not empty' : `${relation} ${limit} entries long`;
    default:
      return `${relation} ${limit}`;
  }
}

function oneOf(alternatives: readonly string[]): string {
  if (alternatives.length < 2) return alternatives.join('');
  return `${alternatives.slice(0, -1).join(', ')} or ${alternatives.at(-1)}`;
}

/** For a wrong kind the kind, otherwise the value itself where it is short. */
function inWords(found: Value, issue: Issue): string {
  const kind = aKind(kindOf(found));
  if (issue.code === 'invalid_type' || issue.code === 'invalid_union') return kind;
  if (typeof found === 'object' && found !== null) return kind;
  const text = jsonText(found);
  return text.length > 40 ? kind : `\`${text}\``;
}
