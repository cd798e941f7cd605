import type { IToken } from 'chevrotain';
import type { Span } from '../diagnostics/diagnostic.ts';

export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: token.startOffset + token.image.length };
}

/** Does `second` stand right behind `first`? */
export function areAdjacent(first: IToken, second: IToken): boolean {
  return spanOf(first).end === second.startOffset;
}
