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

/** "must be an integer, found a string". `isInteger`: the schema takes no other number. */
export function complaint(issue: Issue, found: Value, isInteger: boolean): string {
  if (isWrongNumber(issue) && typeof found === 'bigint') {
    return `must be an integer of at most 53 bits, found \`${found}\``;
  }
  const must = isEmptyRefused(issue) ? 'must not be empty' : `must be ${wanted(issue, isInteger)}`;
  return isEmptyRefused(issue) ? must : `${must}, found ${inWords(found, issue)}`;
}

/** "a string", "at least 5", "one of …": goes on after "must be". */
export function wanted(issue: Issue, isInteger: boolean): string {
  switch (issue.code) {
    case 'invalid_type':
      return isInteger && issue.expected === 'number'
        ? 'an integer'
        : (KINDS[issue.expected] ?? issue.expected);
    case 'too_small':
      return bound(issue.origin, relation(issue, 'at least', 'more than'), issue.minimum);
    case 'too_big':
      return bound(issue.origin, relation(issue, 'at most', 'less than'), issue.maximum);
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_value':
      return oneOf(issue.values.map((value) => `\`${String(value)}\``));
    case 'invalid_format':
      return issue.format === 'url' ? 'a URL' : `written as ${issue.pattern ?? issue.format}`;
    case 'invalid_union':
      return oneOf([
        ...new Set(issue.errors.flatMap((errors) => errors.slice(0, 1)).map((each) => wanted(each, false))),
      ]);
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return 'something else';
  }
}

function isWrongNumber(issue: Issue): boolean {
  return issue.code === 'invalid_type' && (issue.expected === 'number' || issue.expected === 'int');
}

function isEmptyRefused(issue: Issue): boolean {
  return issue.code === 'too_small' && issue.minimum === 1 && UNITS.has(issue.origin) && issue.exact !== true;
}

type Bound = Extract<Issue, { code: 'too_small' | 'too_big' }>;

function relation({ exact, inclusive }: Bound, inclusively: string, exclusively: string): string {
  if (exact === true) return 'exactly';
  return inclusive === false ? exclusively : inclusively;
}

/** What the length of something is counted in. */
const UNITS = new Map([
  ['string', 'character'],
  ['array', 'item'],
  ['set', 'item'],
]);

function bound(origin: string, than: string, limit: number | bigint): string {
  const unit = UNITS.get(origin);
  if (unit === undefined) return `${than} ${limit}`;
  return `${than} ${limit} ${unit}${limit === 1 ? '' : 's'} long`;
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
