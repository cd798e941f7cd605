import { createTokenInstance, tokenMatcher } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { Identifier } from '../1-lex/names.ts';
import { LiteralToken } from '../1-lex/literal.ts';
import * as signs from '../1-lex/punctuation.ts';
import { StringOpen } from '../1-lex/strings.ts';
import { nearest } from '../diagnostics/suggest.ts';
import type { Complaint } from './complaint.ts';

/** What can stand behind a word that begins a statement. */
const FOLLOWERS: readonly (readonly [first: TokenType, next: readonly TokenType[]])[] = [
  [words.Define, [words.Flow, words.Connector, words.Pipeline, words.Script, words.Window, words.Operator]],
  [words.Create, [words.Connector, words.Pipeline, words.Script, words.Stream, words.Operator]],
  [words.Deploy, [words.Flow]],
  [words.Connect, [signs.Slash]],
  [
    words.Select,
    [Identifier, words.RootWord, LiteralToken, StringOpen, signs.LBrace, signs.Dollar, words.Match],
  ],
];

/**
 * Takes `craete connector` for `create connector`: a name where a statement begins, nearly a keyword, and followed by
 * what only that keyword is followed by. So the statement is understood, and the misspelt word is the only mistake.
 */
export function correctMisspelt(tokens: readonly IToken[]): {
  readonly tokens: IToken[];
  readonly complaints: readonly Complaint[];
} {
  const complaints: Complaint[] = [];
  const corrected = tokens.map((token, at) => {
    const type = meantKeyword(tokens, at);
    if (type === undefined) return token;
    complaints.push({ kind: 'misspelt', token, keyword: type.name.toLowerCase() });
    const end = token.startOffset + token.image.length - 1;
    return createTokenInstance(type, token.image, token.startOffset, end, NaN, NaN, NaN, NaN);
  });
  return { tokens: corrected, complaints };
}

function meantKeyword(tokens: readonly IToken[], at: number): TokenType | undefined {
  const token = tokens[at]!;
  if (token.tokenType !== Identifier) return undefined;
  const before = tokens[at - 1]?.tokenType;
  const next = tokens[at + 1];
  if (next === undefined) return undefined;
  const kinds = FOLLOWERS.find(([first]) => first === before)?.[1];
  if (kinds !== undefined) return next.tokenType === Identifier ? near(token, kinds) : undefined;
  if (before !== undefined && !BEFORE_STATEMENTS.includes(before)) return undefined;
  const fitting = FOLLOWERS.filter(([, types]) => types.some((type) => tokenMatcher(next, type)));
  return near(
    token,
    fitting.map(([first]) => first),
  );
}

const BEFORE_STATEMENTS: readonly TokenType[] = [signs.Semicolon, words.Flow, words.Pipeline, words.End];

function near(token: IToken, types: readonly TokenType[]): TokenType | undefined {
  const [word] = nearest(
    token.image,
    types.map((type) => type.name.toLowerCase()),
  );
  return types.find((type) => type.name.toLowerCase() === word);
}
