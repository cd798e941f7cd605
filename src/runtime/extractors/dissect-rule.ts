import { RuleError } from '../regex/index.ts';
import { readSeparator } from './separator.ts';

export type DissectPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'padding'; readonly text: string }
  | DissectField;

export interface DissectField {
  readonly kind: 'field';
  /** `skip` for `?`, `named` for `&`, `append` for `+`. */
  readonly how: 'keep' | 'skip' | 'named' | 'append';
  readonly name: string;
  readonly type: 'string' | 'int' | 'float';
}

const HOW: Readonly<Record<string, DissectField['how']>> = { '?': 'skip', '&': 'named', '+': 'append' };

/** The parts of a rule. Throws RuleError. */
export function compileDissect(rule: string): readonly DissectPart[] {
  const parts: DissectPart[] = [];
  /** Names that `%{?…}` has held and no `%{&…}` has taken yet. */
  const held = new Set<string>();
  for (const { 0: piece, index } of rule.matchAll(/%\{[^}]*\}?|(?:[^%]|%(?!\{))+/g)) {
    if (!piece.startsWith('%{')) {
      parts.push({ kind: 'text', text: readSeparator(piece, index) });
      continue;
    }
    const end = index + piece.length;
    const part = readField(piece, index);
    const isPair = part.kind === 'field' && parts.at(-1)?.kind === 'field';
    if (isPair) {
      throw new RuleError(
        'two fields with nothing between them',
        index,
        end,
        'where does the first one end?',
      );
    }
    if (part.kind === 'padding' && rule.startsWith(part.text, end)) {
      throw new RuleError('padding in front of itself', index, end, 'what follows would be skipped with it');
    }
    if (part.kind === 'field') noteHeld(held, part, index, end);
    parts.push(part);
  }
  return parts;
}

function readField(piece: string, at: number): DissectPart {
  const end = at + piece.length;
  if (!piece.endsWith('}') || piece.includes('%{', 2)) {
    throw new RuleError('`%{` is not closed', at, at + 2, 'write `%{name}`');
  }
  const content = piece.slice(2, -1);
  if (content.startsWith('_')) return readPadding(content, at, end);
  const how = HOW[content.charAt(0)] ?? 'keep';
  const [, name = '', type] = /^([^:]*)(?::(.*))?$/s.exec(how === 'keep' ? content : content.slice(1))!;
  if (name === '') {
    if (content !== '') throw new RuleError('a field without a name', at, end, 'write `%{}` to leave it out');
    return { kind: 'field', how: 'skip', name: '', type: 'string' };
  }
  return { kind: 'field', how, name, type: typeOf(type, how, at + piece.indexOf(':') + 1, end - 1) };
}

function readPadding(content: string, at: number, end: number): DissectPart {
  const custom = /^_\((.+)\)$/s.exec(content)?.[1];
  if (custom !== undefined) return { kind: 'padding', text: custom };
  if (content === '_') return { kind: 'padding', text: ' ' };
  throw new RuleError('padding is `%{_}` or `%{_(text)}`', at, end, 'a name cannot begin with `_`');
}

function typeOf(
  type: string | undefined,
  how: DissectField['how'],
  start: number,
  end: number,
): DissectField['type'] {
  if (type === undefined) return 'string';
  if (how === 'append' || how === 'skip') {
    throw new RuleError(
      'a type where none can be',
      start - 1,
      end,
      'only `%{name:int}` and `%{&name:int}` have types',
    );
  }
  if (type === 'string' || type === 'int' || type === 'float') return type;
  throw new RuleError(
    `unknown type \`${type}\``,
    type === '' ? start - 1 : start,
    end,
    'types are `int`, `float` and `string`',
  );
}

function noteHeld(held: Set<string>, { how, name }: DissectField, start: number, end: number): void {
  if (how === 'skip') held.add(name);
  if (how !== 'named' || held.delete(name)) return;
  throw new RuleError(
    `\`%{&${name}}\` without \`%{?${name}}\` before it`,
    start,
    end,
    `it is called what \`%{?${name}}\` has held`,
  );
}
