import type { IToken, TokenType } from 'chevrotain';
import { Flow, Pipeline } from '../1-lex/keywords.ts';
import { spanOf } from '../1-lex/spans.ts';
import type { Layout } from './layout.ts';

/** A word such as `pipeline` and the `end` that closes it. */
interface Block {
  readonly opener: IToken;
  readonly end: IToken;
}

/** What holds statements, one of which can have an `end` of its own. */
const BLOCK_WORDS: readonly TokenType[] = [Flow, Pipeline];

/**
 * Remembers which `end` closed what. Where one is missing, each of those that follow closes the block around its own,
 * and only the outermost is noticed to be open. Indentation tells which was meant; it is believed only here, where
 * there is a mistake anyway.
 */
export class Blocks {
  readonly #layout: Layout;
  readonly #closed: Block[] = [];

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  close(opener: IToken, end: IToken): void {
    this.#closed.push({ opener, end });
  }

  /** The block inside of `open` that has taken the `end` of `open`; otherwise `open` itself. */
  unclosed(open: IToken): IToken {
    const indentation = this.#layout.indentation(open);
    const thief = this.#closed.find(
      ({ opener, end }) =>
        opener.startOffset > open.startOffset &&
        this.#isMisaligned(opener, end) &&
        this.#layout.indentation(end) === indentation,
    );
    return thief?.opener ?? open;
  }

  /** The token behind which the `end` of `opener` is missing: the last before the indentation goes back. */
  lastInside(opener: IToken, tokens: readonly IToken[], atMost: IToken): IToken {
    const indentation = this.#layout.indentation(opener);
    let last = opener;
    for (const token of tokens) {
      if (token.startOffset <= opener.startOffset) continue;
      if (spanOf(token).end > spanOf(atMost).end) break;
      const isBeyond = this.#layout.startsLine(token) && this.#layout.indentation(token) <= indentation;
      if (isBeyond) return last;
      last = token;
    }
    return atMost;
  }

  /** The block whose `end`, before `superfluous`, was not meant for it. */
  closedTooEarly(superfluous: IToken): Block | undefined {
    const before = this.#closed.filter(({ end }) => end.startOffset < superfluous.startOffset);
    return before.find((block) => this.#isMisaligned(block.opener, block.end) || this.isLoose(block));
  }

  /** Does the `end` stand behind a statement of the block, on one line with it, although the block begins before? */
  isLoose({ opener, end }: Block): boolean {
    if (!BLOCK_WORDS.includes(opener.tokenType) || this.#layout.startsLine(end)) return false;
    return (
      this.#layout.hasLineBreak(opener, end) &&
      this.#layout.indentation(end) > this.#layout.indentation(opener)
    );
  }

  #isMisaligned(opener: IToken, end: IToken): boolean {
    const isOnOneLine = !this.#layout.hasLineBreak(opener, end);
    if (isOnOneLine || !this.#layout.startsLine(end)) return false;
    return this.#layout.indentation(end) !== this.#layout.indentation(opener);
  }
}
