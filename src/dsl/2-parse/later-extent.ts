import { EOF, tokenMatcher } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { Identifier } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { StringOpen } from '../1-lex/strings.ts';

/** Where the parts of later versions begin and end. Ends are exclusive. */
export type Tokens = readonly IToken[];
export type StartTest = (tokens: Tokens, at: number) => boolean;

// ---------------------------------------------------------------- where a part begins

export function word(type: TokenType): StartTest {
  return (tokens, at) => tokens[at]!.tokenType === type;
}

export function words2(first: TokenType, second: TokenType): StartTest {
  return (tokens, at) => tokens[at]!.tokenType === first && typeAt(tokens, at + 1) === second;
}

/** The `[w1, w2]` of `from in[w1, w2]` and `from node/port[w]`. */
export function isWindowList(tokens: Tokens, at: number): boolean {
  if (tokens[at]!.tokenType !== signs.LBracket || !isName(tokens, at - 1)) return false;
  const nodeAt = typeAt(tokens, at - 2) === signs.Slash ? at - 3 : at - 1;
  return isName(tokens, nodeAt) && typeAt(tokens, nodeAt - 1) === words.From;
}

// ---------------------------------------------------------------- where it ends

const OPENS_EXPRESSION: readonly TokenType[] = [words.Match, words.For, words.Patch, words.Fn];
const OPENING: readonly TokenType[] = [
  ...[signs.LParen, signs.LBracket, signs.LBrace],
  ...[signs.RecordPatternOpen, signs.ArrayPatternOpen, signs.TuplePatternOpen],
];
const CLOSING: readonly TokenType[] = [signs.RParen, signs.RBracket, signs.RBrace];
/** None of these can stand inside an expression: what is open there lacks its `end`. */
const OUTSIDE: readonly TokenType[] = [words.Define, words.Create, words.Connect, words.Deploy, words.Select];

/** Behind the `end` of an expression that begins with a keyword. */
export function matchingEnd(tokens: Tokens, at: number): number {
  let depth = 1;
  for (let i = at + 1; i < tokens.length; i++) {
    const type = tokens[i]!.tokenType;
    if (OUTSIDE.includes(type)) return i;
    if (type === words.End && --depth === 0) return i + 1;
    if (opensExpression(tokens, i)) depth++;
  }
  return endOfStatement(tokens, at);
}

function opensExpression(tokens: Tokens, at: number): boolean {
  const type = tokens[at]!.tokenType;
  if (OPENS_EXPRESSION.includes(type)) return true;
  // In `patch`, `merge => {}` and `merge "key" => {}` are operations, without an `end`.
  const next = typeAt(tokens, at + 1);
  return type === words.Merge && next !== signs.Arrow && next !== StringOpen;
}

/** Before the `;` or the closing word or bracket that ends the statement. */
export function endOfStatement(tokens: Tokens, at: number): number {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const type = tokens[i]!.tokenType;
    if (OPENING.some((opening) => tokenMatcher(tokens[i]!, opening))) depth++;
    else if (CLOSING.some((closing) => tokenMatcher(tokens[i]!, closing)) && --depth < 0) return i;
    else if (depth === 0 && (type === signs.Semicolon || type === words.End)) return i;
    else if (i > at && OUTSIDE.includes(type)) return i;
  }
  return tokens.length;
}

/** `define window` and `define operator`: behind the `end` of `with`, `script` or both, or before the `;`. */
export function endOfDefinition(tokens: Tokens, at: number): number {
  let hasBody = false;
  let depth = 0;
  for (let i = at + 1; i < tokens.length; i++) {
    const type = tokens[i]!.tokenType;
    const isBody = depth <= 1 && (type === words.With || type === words.Script);
    if (OUTSIDE.includes(type) || (type === signs.Semicolon && depth === 0)) return i;
    if (isBody && !hasBody) {
      hasBody = true;
      depth++;
    } else if (opensExpression(tokens, i)) {
      depth++;
    } else if (type === words.End && --depth <= 0) {
      return depth < 0 ? i : i + 1;
    }
  }
  return endOfStatement(tokens, at);
}

/** Behind the bracket that closes the first one. */
export function closingBracket(tokens: Tokens, at: number): number {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const type = tokens[i]!.tokenType;
    if (type === signs.Semicolon) return i;
    if (OPENING.some((opening) => tokenMatcher(tokens[i]!, opening))) depth++;
    else if (CLOSING.some((closing) => tokenMatcher(tokens[i]!, closing)) && --depth <= 0) return i + 1;
  }
  return endOfStatement(tokens, at);
}

export function beforeInto(tokens: Tokens, at: number): number {
  const end = endOfStatement(tokens, at);
  for (let i = at; i < end; i++) if (tokens[i]!.tokenType === words.Into) return i;
  return end;
}

export function isName(tokens: Tokens, at: number): boolean {
  const token = tokens[at];
  return token !== undefined && tokenMatcher(token, Identifier);
}

export function typeAt(tokens: Tokens, at: number): TokenType {
  return tokens[at]?.tokenType ?? EOF;
}
