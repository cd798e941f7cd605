import { EOF } from 'chevrotain';
import type { IToken } from 'chevrotain';
import { spanOf } from '../1-lex/spans.ts';

/**
 * How tokens stand in the text. Asked for only where there is a mistake: text without mistakes means the same however
 * it is laid out.
 */
export class Layout {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The end of the text is on a line of its own. */
  hasLineBreak(first: IToken, second: IToken): boolean {
    if (second.tokenType === EOF) return true;
    return this.#text.slice(spanOf(first).end, second.startOffset).includes('\n');
  }

  /** The blanks in front of the line that the token is on. */
  indentation(token: IToken): number {
    return /^[ \t]*/.exec(this.#text.slice(this.#lineStart(token)))![0].length;
  }

  startsLine(token: IToken): boolean {
    return this.#text.slice(this.#lineStart(token), token.startOffset).trim() === '';
  }

  #lineStart(token: IToken): number {
    return this.#text.lastIndexOf('\n', token.startOffset - 1) + 1;
  }
}
