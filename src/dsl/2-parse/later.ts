import { createToken, createTokenInstance, Lexer } from 'chevrotain';
import type { IToken } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { readName } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { spanOf } from '../1-lex/spans.ts';
import type { Span } from '../diagnostics/diagnostic.ts';
import * as extent from './later-extent.ts';
import type { StartTest, Tokens } from './later-extent.ts';

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
  readonly starts: StartTest;
  readonly end: (tokens: Tokens, at: number) => number;
  /** How many tokens are underlined; all when left out. */
  readonly head?: number;
}

const RULES: readonly Rule[] = [
  { code: 'FR601', what: '`for`', starts: extent.word(words.For), end: extent.matchingEnd, head: 1 },
  { code: 'FR602', what: '`patch`', starts: extent.word(words.Patch), end: extent.matchingEnd, head: 1 },
  { code: 'FR603', what: '`merge`', starts: extent.word(words.Merge), end: extent.matchingEnd, head: 1 },
  { code: 'FR604', what: '`fn`', starts: extent.word(words.Fn), end: extent.matchingEnd, head: 2 },
  {
    code: 'FR604',
    what: '`intrinsic fn`',
    starts: extent.word(words.Intrinsic),
    end: extent.endOfStatement,
    head: 2,
  },
  { code: 'FR605', what: '`recur`', starts: extent.word(words.Recur), end: extent.closingBracket, head: 1 },
  { code: 'FR606', what: 'an extractor', starts: extent.isExtractor, end: extent.afterExtractor },
  {
    code: 'FR607',
    what: '`group by`',
    starts: extent.words2(words.Group, words.By),
    end: extent.beforeInto,
    head: 2,
  },
  { code: 'FR608', what: 'a window', starts: extent.isWindowList, end: extent.closingBracket },
  {
    code: 'FR608',
    what: '`define window`',
    starts: extent.words2(words.Define, words.Window),
    end: extent.endOfDefinition,
    head: 2,
  },
  { code: 'FR611', what: '`<< … >>`', starts: extent.isBytes, end: extent.afterBytes },
];

/** Puts one token in the place of each part of a later version, and of each call of a function that one defines. */
export function foldLater(
  tokens: Tokens,
  text: string,
): { readonly tokens: IToken[]; readonly parts: LaterPart[] } {
  const folded: IToken[] = [];
  const parts: LaterPart[] = [];
  const functions = new Set<string>();
  for (let at = 0; at < tokens.length;) {
    const rule = RULES.find(({ starts }) => starts(tokens, at));
    const isCall = rule === undefined && isCallOf(functions, tokens, at);
    if (rule === undefined && !isCall) {
      folded.push(tokens[at++]!);
      continue;
    }
    const wanted = rule === undefined ? extent.closingBracket(tokens, at + 1) : rule.end(tokens, at);
    const end = Math.max(at + 1, Math.min(wanted, tokens.length));
    const span = { start: tokens[at]!.startOffset, end: spanOf(tokens[end - 1]!).end };
    if (rule !== undefined) parts.push(partOf(rule, tokens, at, end));
    if (rule?.code === 'FR604') functions.add(functionName(tokens, at));
    folded.push(laterToken(text, span));
    at = end;
  }
  return { tokens: folded, parts };
}

function partOf({ code, what, head = Infinity }: Rule, tokens: Tokens, at: number, end: number): LaterPart {
  const start = tokens[at]!.startOffset;
  const behind = (index: number) => spanOf(tokens[Math.min(index, end) - 1]!).end;
  return { code, what, span: { start, end: behind(end) }, head: { start, end: behind(at + head) } };
}

/** The name behind `fn`. */
function functionName(tokens: Tokens, at: number): string {
  const nameAt = tokens[at]!.tokenType === words.Fn ? at + 1 : at + 2;
  return readName(tokens[nameAt]?.image ?? '');
}

/** That the function is not there yet is said where it is defined. */
function isCallOf(functions: ReadonlySet<string>, tokens: Tokens, at: number): boolean {
  const isCall = extent.isName(tokens, at) && extent.typeAt(tokens, at + 1) === signs.LParen;
  return isCall && functions.has(readName(tokens[at]!.image));
}

function laterToken(text: string, { start, end }: Span): IToken {
  return createTokenInstance(Later, text.slice(start, end), start, end - 1, NaN, NaN, NaN, NaN);
}
