import type { CstNode, IToken } from 'chevrotain';
import { spanOf } from '../../1-lex/spans.ts';
import type { Diagnostic, Source, Span } from '../../diagnostics/diagnostic.ts';
import { error } from '../../diagnostics/report.ts';
import type { Report } from '../../diagnostics/report.ts';
import type { ErrorExpression } from '../nodes.ts';
import type { Docs } from './docs.ts';

/** What every builder function is given: the text, its comments, and where to put mistakes. */
export interface BuildContext {
  readonly source: Source;
  readonly docs: Docs;
  /** Up to here, statements may stand outside of a body only because an `end` too many has closed it. */
  readonly confusedUntil: number;
  readonly diagnostics: Diagnostic[];
}

/** Adds a mistake in the text that this phase is building from. */
export function report(ctx: BuildContext, mistake: Omit<Report, 'source'>): void {
  ctx.diagnostics.push(error({ ...mistake, source: ctx.source }));
}

/**
 * Where a node stands in the text. A node that the parser recovered from nothing has no place of its own: it stands,
 * empty, at `fallback`.
 */
export function spanOfNode(node: CstNode, fallback: number): Span {
  const start = node.location?.startOffset;
  const end = node.location?.endOffset;
  // Positions that do not exist are NaN in chevrotain 11 and -1 later: neither is `>= 0`.
  if (start === undefined || end === undefined || !(start >= 0) || !(end >= 0)) {
    return { start: fallback, end: fallback };
  }
  return { start, end: Math.max(start, end + 1) };
}

/** The token, unless the parser made it up: such a one has no text. */
export function realToken(token: IToken | undefined): IToken | undefined {
  return token === undefined || token.image === '' ? undefined : token;
}

export function spanFrom(token: IToken | undefined, fallback: number): Span {
  const real = realToken(token);
  return real === undefined ? { start: fallback, end: fallback } : spanOf(real);
}

/** Stands where a mistake, already reported, has left nothing to build from. */
export function hole(span: Span): ErrorExpression {
  return { kind: 'error', span };
}

export function holeAt(offset: number): ErrorExpression {
  return hole({ start: offset, end: offset });
}
