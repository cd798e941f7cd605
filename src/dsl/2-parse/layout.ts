import { EOF } from 'chevrotain';
import type { IToken } from 'chevrotain';
import { spanOf } from '../1-lex/spans.ts';
import { LineTable } from '../diagnostics/position.ts';

/**
 * How tokens stand in the text. Asked for only where there is a mistake: text without mistakes means the same however
 * it is laid out.
 */
export class Layout {
  readonly #text: string;
  #lines: LineTable | undefined;
  /** By line number, from 1. */
  readonly #indentations: (number | undefined)[] = [];

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
    return this.#indentationOf(this.#table.position(token.startOffset).line);
  }

  startsLine(token: IToken): boolean {
    const { line, column } = this.#table.position(token.startOffset);
    return column - 1 === this.#indentationOf(line);
  }

  get #table(): LineTable {
    return (this.#lines ??= new LineTable({ name: '', text: this.#text }));
  }

  #indentationOf(line: number): number {
    return (this.#indentations[line] ??= /^[ \t]*/.exec(this.#table.text(line))![0].length);
  }
}
