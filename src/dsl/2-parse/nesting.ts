import { tokenMatcher } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import * as signs from '../1-lex/punctuation.ts';
import { InterpolationOpen } from '../1-lex/strings.ts';
import type { Diagnostic, Source, Span } from '../diagnostics/diagnostic.ts';
import { error } from '../diagnostics/report.ts';
import type { Excess } from './complaint.ts';
import { CLOSERS, OPENERS, STATEMENT_START } from './token-sets.ts';

/** How deep expressions can be nested, by the weights below. */
const MAX_NESTING = 200;

/** A `match` and an interpolation take more of the stack than a bracket does. */
const WEIGHT = { bracket: 1, interpolation: 2, match: 2 } as const;

type Kind = keyof typeof WEIGHT;

/**
 * The token with which the nesting becomes deeper than is allowed, if it does. Looks at tokens alone, before anything
 * that calls itself does: however deep the text is, this takes no stack.
 */
export function tooDeepAt(tokens: readonly IToken[]): IToken | undefined {
  const open: Kind[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const kind = isKey(tokens[index - 1]) ? undefined : opened(token);
    if (kind !== undefined) {
      open.push(kind);
      depth += WEIGHT[kind];
      if (depth > MAX_NESTING) return token;
    } else if (isOneOf(token, STATEMENT_START)) {
      // No statement stands in an expression: what is open here lacks its counterpart.
      open.length = 0;
      depth = 0;
    } else if (closes(token, open)) {
      depth -= WEIGHT[open.pop()!];
    }
  }
  return undefined;
}

/** What is said about the place where it is too deep. */
export function tooDeep(source: Source, span: Span): Diagnostic {
  return tooMuch(source, span, 'levels');
}

/** Expressions with so many operators in a row, or paths of so many keys, are trees that deep: they lean to the left. */
export const MAX_IN_A_ROW = { operators: 1000, signs: 100, segments: 1000 } as const;

const EXCESS: Readonly<
  Record<Excess, { readonly title: string; readonly label: string; readonly help: string }>
> = {
  levels: {
    title: 'nesting is too deep',
    label: `more than ${MAX_NESTING} levels deep`,
    help: 'name the inner parts with `let`',
  },
  operators: {
    title: 'an expression that is too long',
    label: `more than ${MAX_IN_A_ROW.operators} operators in a row`,
    help: 'name parts of it with `let`',
  },
  signs: {
    title: 'an expression that is too long',
    label: `more than ${MAX_IN_A_ROW.signs} operators before one operand`,
    help: 'name a part of it with `let`',
  },
  segments: {
    title: 'a path that is too long',
    label: `more than ${MAX_IN_A_ROW.segments} keys and indexes`,
    help: 'name the first part of it with `let`',
  },
};

/** What is said about the place where there is more than the parser takes. */
export function tooMuch(source: Source, span: Span, excess: Excess): Diagnostic {
  const { title, label, help } = EXCESS[excess];
  return error({ code: 'FR213', title, source, span, label, help: [help] });
}

/** Behind these, words such as `match` are keys: `event.match`. */
function isKey(before: IToken | undefined): boolean {
  return before?.tokenType === signs.Dot || before?.tokenType === signs.Dollar;
}

function opened(token: IToken): Kind | undefined {
  if (token.tokenType === words.Match) return 'match';
  if (tokenMatcher(token, InterpolationOpen)) return 'interpolation';
  return isOneOf(token, OPENERS) ? 'bracket' : undefined;
}

/** An `end` can also be that of a body; then no `match` is open. */
function closes(token: IToken, open: readonly Kind[]): boolean {
  const innermost = open.at(-1);
  if (innermost === undefined) return false;
  return innermost === 'match' ? token.tokenType === words.End : isOneOf(token, CLOSERS);
}

function isOneOf(token: IToken, types: readonly TokenType[]): boolean {
  return types.some((type) => tokenMatcher(token, type));
}
