import { createToken, Lexer } from 'chevrotain';
import type { TokenType } from 'chevrotain';
import { LiteralToken } from './literal.ts';
import { Identifier } from './names.ts';
import { BinaryOperator, PrefixOperator } from './punctuation.ts';

/** All words that are names only in back-quotes; those without a meaning yet are kept free for later versions. */
const WORDS = [
  ...['absent', 'and', 'args', 'as', 'by', 'case', 'connect', 'connector', 'const', 'copy', 'create'],
  ...['default', 'define', 'deploy', 'drop', 'each', 'emit', 'end', 'erase', 'event', 'false', 'flow', 'fn'],
  ...[
    'for',
    'from',
    'group',
    'having',
    'insert',
    'intrinsic',
    'into',
    'let',
    'match',
    'merge',
    'mod',
    'move',
  ],
  ...[
    'not',
    'null',
    'of',
    'operator',
    'or',
    'patch',
    'pipeline',
    'present',
    'recur',
    'script',
    'select',
    'set',
  ],
  ...['sliding', 'state', 'stream', 'to', 'true', 'tumbling', 'update', 'upsert', 'use', 'when', 'where'],
  ...['window', 'with', 'xor'],
] as const;

/** Any keyword: for a keyword that was meant as a name. */
export const Keyword = createToken({ name: 'Keyword', label: 'a keyword', pattern: Lexer.NA });

/** `event`, `state` …: what a path can begin with, besides names and `$`. */
export const RootWord = createToken({ name: 'RootWord', label: 'a path', pattern: Lexer.NA });

const CATEGORIES: Readonly<Record<string, TokenType>> = {
  ...{ null: LiteralToken, true: LiteralToken, false: LiteralToken },
  ...{ or: BinaryOperator, xor: BinaryOperator, and: BinaryOperator, not: PrefixOperator },
  ...{ event: RootWord, state: RootWord, args: RootWord, group: RootWord, window: RootWord },
};

const byWord: ReadonlyMap<string, TokenType> = new Map(WORDS.map((word) => [word, keyword(word)]));

/** Longest first: `connector` begins with `connect`. */
export const allKeywords: readonly TokenType[] = [...byWord.keys()]
  .sort((a, b) => b.length - a.length)
  .map((text) => byWord.get(text)!);

export const Absent = word('absent');
export const And = word('and');
export const Args = word('args');
export const As = word('as');
export const By = word('by');
export const Case = word('case');
export const Connect = word('connect');
export const Connector = word('connector');
export const Const = word('const');
export const Copy = word('copy');
export const Create = word('create');
export const Default = word('default');
export const Define = word('define');
export const Deploy = word('deploy');
export const Drop = word('drop');
export const Each = word('each');
export const Emit = word('emit');
export const End = word('end');
export const Erase = word('erase');
export const Event = word('event');
export const False = word('false');
export const Flow = word('flow');
export const Fn = word('fn');
export const For = word('for');
export const From = word('from');
export const Group = word('group');
export const Having = word('having');
export const Intrinsic = word('intrinsic');
export const Insert = word('insert');
export const Into = word('into');
export const Let = word('let');
export const Match = word('match');
export const Merge = word('merge');
export const Mod = word('mod');
export const Move = word('move');
export const Not = word('not');
export const Null = word('null');
export const Of = word('of');
export const Operator = word('operator');
export const Or = word('or');
export const Patch = word('patch');
export const Pipeline = word('pipeline');
export const Present = word('present');
export const Recur = word('recur');
export const Script = word('script');
export const Select = word('select');
export const Set = word('set');
export const Sliding = word('sliding');
export const State = word('state');
export const Stream = word('stream');
export const To = word('to');
export const True = word('true');
export const Tumbling = word('tumbling');
export const Update = word('update');
export const Upsert = word('upsert');
export const Use = word('use');
export const When = word('when');
export const Where = word('where');
export const Window = word('window');
export const With = word('with');
export const Xor = word('xor');

export function isKeyword(text: string): boolean {
  return byWord.has(text);
}

function word(text: (typeof WORDS)[number]): TokenType {
  return byWord.get(text)!;
}

function keyword(text: string): TokenType {
  const category = CATEGORIES[text];
  return createToken({
    name: text.charAt(0).toUpperCase() + text.slice(1),
    label: `\`${text}\``,
    pattern: text,
    longer_alt: Identifier,
    categories: category === undefined ? [Keyword] : [Keyword, category],
  });
}
