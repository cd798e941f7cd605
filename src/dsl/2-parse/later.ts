import { createToken, createTokenInstance, EOF, Lexer, tokenMatcher } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { Identifier } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { areAdjacent, spanOf } from '../1-lex/spans.ts';
import { LiteralToken } from '../1-lex/literal.ts';
import { HeredocClose, StringClose, StringOpen } from '../1-lex/strings.ts';
import type { Span } from '../diagnostics/diagnostic.ts';

/**
 * A part of the language that a later version brings, as one token. The grammar knows where it may stand, and
 * nothing of what is in it.
 */
export const Later = createToken({ name: 'Later', label: 'a part of a later version', pattern: Lexer.NA });

/** A folded part: which one it is, and the words that name it in the text. */
export interface LaterPart {
  readonly code: string;
  readonly what: string;
  readonly span: Span;
  /** The few words that are underlined. */
  readonly head: Span;
}

/** Finds where a part that starts at `at` ends (exclusive), or says that none starts there. */
interface Rule {
  readonly code: string;
  readonly what: string;
  readonly starts: (tokens: Tokens, at: number) => boolean;
  readonly end: (tokens: Tokens, at: number) => number;
  /** How many tokens are underlined; all when left out. */
  readonly head?: number;
}

type Tokens = readonly IToken[];

const RULES: readonly Rule[] = [
  { code: 'FR601', what: '`for`', starts: word(words.For), end: matchingEnd, head: 1 },
  { code: 'FR602', what: '`patch`', starts: word(words.Patch), end: matchingEnd, head: 1 },
  { code: 'FR603', what: '`merge`', starts: word(words.Merge), end: matchingEnd, head: 1 },
  { code: 'FR604', what: '`fn`', starts: word(words.Fn), end: matchingEnd, head: 2 },
  { code: 'FR604', what: '`intrinsic fn`', starts: word(words.Intrinsic), end: endOfStatement, head: 2 },
  { code: 'FR605', what: '`recur`', starts: word(words.Recur), end: closingBracket, head: 1 },
  { code: 'FR606', what: 'an extractor', starts: isExtractor, end: afterExtractor },
  { code: 'FR607', what: '`group by`', starts: words2(words.Group, words.By), end: beforeInto, head: 2 },
  { code: 'FR608', what: 'a window', starts: isWindowList, end: closingBracket },
  {
    code: 'FR608',
    what: '`define window`',
    starts: words2(words.Define, words.Window),
    end: endOfDefinition,
    head: 2,
  },
  {
    code: 'FR609',
    what: '`define operator`',
    starts: words2(words.Define, words.Operator),
    end: endOfDefinition,
    head: 2,
  },
  { code: 'FR610', what: '`use`', starts: word(words.Use), end: endOfStatement },
  { code: 'FR611', what: '`<< … >>`', starts: isBytes, end: afterBytes },
];

/** Puts one token in the place of each part of a later version. */
export function foldLater(
  tokens: Tokens,
  text: string,
): { readonly tokens: IToken[]; readonly parts: LaterPart[] } {
  const folded: IToken[] = [];
  const parts: LaterPart[] = [];
  for (let at = 0; at < tokens.length;) {
    const rule = RULES.find(({ starts }) => starts(tokens, at));
    if (rule === undefined) {
      folded.push(tokens[at++]!);
      continue;
    }
    const end = Math.max(at + 1, Math.min(rule.end(tokens, at), tokens.length));
    const span = { start: tokens[at]!.startOffset, end: spanOf(tokens[end - 1]!).end };
    const head = {
      start: span.start,
      end: spanOf(tokens[Math.min(at + (rule.head ?? Infinity), end) - 1]!).end,
    };
    parts.push({ code: rule.code, what: rule.what, span, head });
    folded.push(laterToken(text, span));
    at = end;
  }
  return { tokens: folded, parts };
}

function laterToken(text: string, { start, end }: Span): IToken {
  return createTokenInstance(Later, text.slice(start, end), start, end - 1, NaN, NaN, NaN, NaN);
}

// ---------------------------------------------------------------- where a part begins

function word(type: TokenType): Rule['starts'] {
  return (tokens, at) => tokens[at]!.tokenType === type;
}

function words2(first: TokenType, second: TokenType): Rule['starts'] {
  return (tokens, at) => tokens[at]!.tokenType === first && typeAt(tokens, at + 1) === second;
}

/** `~ re|…|`, `re|…|` behind `~=`, or `n = k ~= re|…|` with the name that it binds. */
function isExtractor(tokens: Tokens, at: number): boolean {
  return afterExtractor(tokens, at) > at;
}

function afterExtractor(tokens: Tokens, at: number): number {
  if (tokens[at]!.tokenType === signs.Tilde) return afterNamedText(tokens, at + 1) ?? at;
  if (typeAt(tokens, at - 1) === signs.TildeAssign) return afterNamedText(tokens, at) ?? at;
  const binds =
    isName(tokens, at) &&
    typeAt(tokens, at + 1) === signs.Assign &&
    isName(tokens, at + 2) &&
    typeAt(tokens, at + 3) === signs.TildeAssign;
  return binds ? (afterNamedText(tokens, at + 4) ?? at) : at;
}

/** Behind `re|…|`; when its last bar is missing, behind what could be meant as its text. */
function afterNamedText(tokens: Tokens, at: number): number | undefined {
  const [name, text] = [tokens[at], tokens[at + 1]];
  if (!isName(tokens, at) || text === undefined || !areAdjacent(name!, text)) return undefined;
  if (text.tokenType === signs.ExtractorText) return at + 2;
  if (text.image !== '|') return undefined;
  let end = at + 2;
  while (end < tokens.length && !BEHIND_PATTERN.some((type) => tokenMatcher(tokens[end]!, type))) end++;
  return end;
}

/** The `[w1, w2]` of `from in[w1, w2]` and `from node/port[w]`. */
function isWindowList(tokens: Tokens, at: number): boolean {
  if (tokens[at]!.tokenType !== signs.LBracket || !isName(tokens, at - 1)) return false;
  const nodeAt = typeAt(tokens, at - 2) === signs.Slash ? at - 3 : at - 1;
  return isName(tokens, nodeAt) && typeAt(tokens, nodeAt - 1) === words.From;
}

/** `<<` where a value begins: nothing before it that it could shift. */
function isBytes(tokens: Tokens, at: number): boolean {
  if (tokens[at]!.tokenType !== signs.ShiftLeft) return false;
  const before = tokens[at - 1];
  return before === undefined || !endsValue(before);
}

function endsValue(token: IToken): boolean {
  const ends = [Identifier, LiteralToken, words.RootWord, words.End, StringClose, HeredocClose, signs.Dollar];
  const closers = [signs.RParen, signs.RBracket, signs.RBrace];
  return [...ends, ...closers].some((type) => tokenMatcher(token, type));
}

// ---------------------------------------------------------------- where it ends

const OPENS_EXPRESSION: readonly TokenType[] = [words.Match, words.For, words.Patch, words.Fn];
const OPENING: readonly TokenType[] = [
  ...[signs.LParen, signs.LBracket, signs.LBrace],
  ...[signs.RecordPatternOpen, signs.ArrayPatternOpen, signs.TuplePatternOpen],
];
const CLOSING: readonly TokenType[] = [signs.RParen, signs.RBracket, signs.RBrace];
const BEHIND_PATTERN: readonly TokenType[] = [
  ...[signs.RBrace, signs.Comma, signs.Arrow, signs.Semicolon],
  ...[words.When, words.Case, words.End],
];
/** None of these can stand inside an expression: what is open there lacks its `end`. */
const OUTSIDE: readonly TokenType[] = [words.Define, words.Create, words.Connect, words.Deploy, words.Select];

/** Behind the `end` of an expression that begins with a keyword. */
function matchingEnd(tokens: Tokens, at: number): number {
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
function endOfStatement(tokens: Tokens, at: number): number {
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
function endOfDefinition(tokens: Tokens, at: number): number {
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
function closingBracket(tokens: Tokens, at: number): number {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const type = tokens[i]!.tokenType;
    if (type === signs.Semicolon) return i;
    if (OPENING.some((opening) => tokenMatcher(tokens[i]!, opening))) depth++;
    else if (CLOSING.some((closing) => tokenMatcher(tokens[i]!, closing)) && --depth <= 0) return i + 1;
  }
  return endOfStatement(tokens, at);
}

function beforeInto(tokens: Tokens, at: number): number {
  const end = endOfStatement(tokens, at);
  for (let i = at; i < end; i++) if (tokens[i]!.tokenType === words.Into) return i;
  return end;
}

function afterBytes(tokens: Tokens, at: number): number {
  const end = endOfStatement(tokens, at);
  for (let i = at + 1; i < end; i++) if (tokens[i]!.tokenType === signs.ShiftRight) return i + 1;
  return end;
}

function isName(tokens: Tokens, at: number): boolean {
  const token = tokens[at];
  return token !== undefined && tokenMatcher(token, Identifier);
}

function typeAt(tokens: Tokens, at: number): TokenType {
  return tokens[at]?.tokenType ?? EOF;
}
