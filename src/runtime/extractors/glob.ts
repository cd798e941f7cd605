import { compileRegex, RuleError } from '../regex/index.ts';
import type { ExtractorDefinition } from './define.ts';

export const globExtractor: ExtractorDefinition = {
  name: 'glob',
  doc: 'Compares the whole text with a pattern as shells have them for file names. Nothing is special about `/` and a leading `.`.',
  rule: '`?` stands for one character, `*` for any number of them, `[a-z]` for one of those characters, `[!a-z]` for one that is none of them. `**` between slashes stands for any number of folders. What is special stands for itself in brackets: `[*]`.',
  result: '`true`.',
  examples: [
    { rule: '*.log', text: 'var/app.log', result: 'true' },
    { rule: 'app-[0-9]?', text: 'app-12', result: 'true' },
    { rule: 'a/**/b', text: 'a/x/y/b', result: 'true' },
    { rule: '[!a-c]*', text: 'beta', result: null },
  ],
  compile: (rule) => {
    const test = testOf(rule);
    return { test, extract: (text) => (test(text) ? true : undefined) };
  },
};

/** Most patterns are the beginning, the end or a piece of the text; the others go through the regular expressions. */
function testOf(rule: string): (text: string) => boolean {
  const [, before, piece, behind] = /^(\*?)([^*?[]+)(\*?)$/.exec(rule) ?? [];
  if (piece === undefined) {
    const regex = compileRegex(`(?s)${translate(rule)}`);
    return (text) => regex.testWhole(text);
  }
  if (before === '') return behind === '' ? (text) => text === piece : (text) => text.startsWith(piece);
  return behind === '' ? (text) => text.endsWith(piece) : (text) => text.includes(piece);
}

const PIECE = /\*+\/?|\?|\[!?\]?[^\]]*\]|\[|[^*?[]+/gy;

function translate(rule: string): string {
  let pattern = '';
  for (const { 0: piece, index } of rule.matchAll(PIECE)) {
    pattern += translatePiece(rule, piece, index);
  }
  return pattern;
}

function translatePiece(rule: string, piece: string, at: number): string {
  switch (piece.charAt(0)) {
    case '*':
      return translateStars(rule, piece, at);
    case '?':
      return '.';
    case '[':
      if (!/^\[!?\]?$/.test(piece)) return translateClass(piece, at);
      throw new RuleError('`[` is not closed', at, at + 1, 'for a bracket as text, write `[[]`');
    default:
      return literal(piece);
  }
}

function translateStars(rule: string, piece: string, at: number): string {
  const stars = piece.replace('/', '').length;
  const slash = piece.endsWith('/') ? '/' : '';
  if (stars === 1) return `.*${slash}`;
  const isFolder = (at === 0 || rule[at - 1] === '/') && (slash === '/' || at + stars === rule.length);
  if (stars > 2 || !isFolder) {
    throw new RuleError('`**` stands alone between slashes', at, at + stars, 'write `*`');
  }
  return slash === '/' ? '(?:.*/)?' : '.*';
}

function translateClass(piece: string, at: number): string {
  const isNegated = piece.startsWith('[!');
  const members = [...piece.slice(isNegated ? 2 : 1, -1)];
  let pattern = isNegated ? '[^' : '[';
  for (let i = 0; i < members.length; i++) {
    const from = members[i]!;
    const isRange = members[i + 1] === '-' && i + 2 < members.length;
    const to = isRange ? members[i + 2]! : from;
    if (to.codePointAt(0)! < from.codePointAt(0)!) {
      const start = at + piece.indexOf(`${from}-${to}`);
      throw new RuleError(
        'a range ends before it begins',
        start,
        start + `${from}-${to}`.length,
        'turn its ends around',
      );
    }
    pattern += isRange ? `${literal(from)}-${literal(to)}` : literal(from);
    if (isRange) i += 2;
  }
  return `${pattern}]`;
}

/** Text as a regular expression has it, between brackets or not. */
function literal(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, (character) => `\\x{${character.codePointAt(0)!.toString(16)}}`);
}
