import { RuleError, UnknownNameError } from '../regex/index.ts';
import { GROK_PATTERNS } from './grok-patterns.ts';

export interface GrokField {
  readonly name: string;
  readonly type: 'string' | 'int' | 'float';
}

export interface ExpandedGrok {
  /** A regular expression in which the fields are groups with names of their own. */
  readonly pattern: string;
  /** The fields by the names of their groups. */
  readonly fields: ReadonlyMap<string, GrokField>;
  /** Where a piece of `pattern` comes from in the rule: all of a `%{…}` for what it stands for. */
  readonly sourceSpan: (start: number, end: number) => { readonly start: number; readonly end: number };
}

/** `%{NAME:field:type=definition}`; braces in the definition come in pairs. */
const REFERENCE =
  /%\{(?:([\w-]+)(?::([\w@.[\]-]+))?(?::(\w+))?(?:=((?:[^{}\\]|\\[\s\S]|\{(?:[^{}\\]|\\[\s\S])*\})*))?\})?/g;

/** How long patterns may become that stand for others. */
const LONGEST = 100_000;

/** Puts the patterns in the place of their names. Throws RuleError. */
export function expandGrok(rule: string): ExpandedGrok {
  const fields = new Map<string, GrokField>();
  const definitions = new Map(Object.entries(GROK_PATTERNS));
  const pieces: { readonly output: number; readonly start: number; readonly end: number }[] = [];
  let pattern = '';
  let copied = 0;
  for (const match of rule.matchAll(REFERENCE)) {
    const [start, end] = [match.index, match.index + match[0].length];
    pieces.push({ output: pattern.length, start: copied, end: start });
    pattern += rule.slice(copied, start);
    pieces.push({ output: pattern.length, start, end });
    pattern += expandReference(match, { definitions, fields, within: [], start, end });
    copied = end;
  }
  pieces.push({ output: pattern.length, start: copied, end: rule.length });
  pattern += rule.slice(copied);
  const sourceOf = (offset: number, side: 'start' | 'end'): number => {
    const piece = pieces.findLast(({ output }) => output <= offset)!;
    const isReference = rule.startsWith('%{', piece.start);
    const into = offset - piece.output + (side === 'end' ? 1 : 0);
    return isReference ? piece[side] : piece.start + into;
  };
  return {
    pattern,
    fields,
    sourceSpan: (start, end) => ({ start: sourceOf(start, 'start'), end: sourceOf(end - 1, 'end') }),
  };
}

interface Expansion {
  readonly definitions: Map<string, string>;
  readonly fields: Map<string, GrokField>;
  /** The patterns that this one is part of. */
  readonly within: readonly string[];
  /** The `%{…}` of the rule that all this is for. */
  readonly start: number;
  readonly end: number;
}

function expandReference(match: RegExpMatchArray, expansion: Expansion): string {
  const [image, name, field, type, own] = match;
  const { definitions, fields, within, start, end } = expansion;
  if (name === undefined) {
    throw new RuleError(
      '`%{` does not begin the name of a pattern',
      start,
      start + image.length,
      'write `%{NAME}` or `%{NAME:field}`; for the characters themselves, `%\\{`',
    );
  }
  if (own !== undefined) definitions.set(name, own);
  if (within.includes(name)) {
    throw new RuleError(
      `the pattern \`${name}\` contains itself`,
      start,
      end,
      'give the inner one another name',
    );
  }
  const definition = definitions.get(name) ?? unknownPattern(name, expansion);
  const inner = { ...expansion, within: [...within, name] };
  const group = field === undefined ? '?:' : `?<${nameGroup(fields, field, typeOf(type, expansion))}>`;
  const expanded = definition.replace(REFERENCE, (...found) =>
    expandReference(found.slice(0, 5) as RegExpMatchArray, inner),
  );
  if (expanded.length > LONGEST) throw new RuleError('the pattern becomes too long', start, end);
  return `(${group}${expanded})`;
}

/** No group that a rule can name is called like this, so that one field can occur several times. */
function nameGroup(fields: Map<string, GrokField>, name: string, type: GrokField['type']): string {
  const group = `field.${fields.size}`;
  fields.set(group, { name, type });
  return group;
}

function typeOf(type: string | undefined, { start, end }: Expansion): GrokField['type'] {
  if (type === undefined || type === 'string') return 'string';
  if (type === 'int' || type === 'float') return type;
  throw new RuleError(`unknown type \`${type}\``, start, end, 'types are `int`, `float` and `string`');
}

function unknownPattern(name: string, { definitions, start, end }: Expansion): never {
  const help = 'for a pattern of your own, write `%{NAME:field=regular expression}`';
  throw new UnknownNameError('pattern', name, [...definitions.keys()], start, end, help);
}
