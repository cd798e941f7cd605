import { createToken, createTokenInstance, Lexer } from 'chevrotain';
import type { IToken } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
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
  {
    code: 'FR609',
    what: '`define operator`',
    starts: extent.words2(words.Define, words.Operator),
    end: extent.endOfDefinition,
    head: 2,
  },
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
    parts.push(partOf(rule, tokens, at, end));
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

function laterToken(text: string, { start, end }: Span): IToken {
  return createTokenInstance(Later, text.slice(start, end), start, end - 1, NaN, NaN, NaN, NaN);
}
