import type { IToken } from 'chevrotain';
import { isBreak } from '../1-lex/unterminated.ts';
import type { Diagnostic, Source } from '../diagnostics/diagnostic.ts';
import { LineTable } from '../diagnostics/position.ts';

/** What is known already when syntax errors are to be reported. */
export interface Known {
  readonly source: Source;
  readonly tokens: readonly IToken[];
  /** What the lexer has reported. */
  readonly earlier: readonly Diagnostic[];
  /** Behind this offset, everything is the text of a heredoc that does not end. */
  readonly swallowedFrom: number;
  /** The offsets of the tokens that the parser skipped to find its way again. */
  readonly skipped: ReadonlySet<number>;
}

/**
 * Leaves out the syntax errors that only follow from others: one is reported per line, the first; none on a line
 * where the lexer has found a mistake, where a string took the rest of the line along, or in skipped text.
 */
export function withoutFollowUps(errors: readonly Diagnostic[], known: Known): readonly Diagnostic[] {
  const lines = new LineTable(known.source);
  const lineOf = (offset: number) => lines.position(offset).line;
  const taken = new Set(known.earlier.map(({ primary }) => lineOf(primary.span.start)));
  for (const token of known.tokens) if (isBreak(token)) taken.add(lineOf(token.startOffset));
  return inOrder(errors).filter(({ primary: { span } }) => {
    const line = lineOf(span.start);
    const isFollowUp = taken.has(line) || known.skipped.has(span.start) || span.start > known.swallowedFrom;
    taken.add(line);
    return !isFollowUp;
  });
}

function inOrder(errors: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...errors].sort((a, b) => a.primary.span.start - b.primary.span.start);
}
