import { EOF, tokenMatcher } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { Identifier } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { BaseParser } from './base-parser.ts';
import { Blocks } from './blocks.ts';
import type { Complaint } from './complaint.ts';
import { expectedInstead } from './expectations.ts';
import { BEHIND_NAMES, BEHIND_UNCLOSED, CLOSERS, OPENERS } from './token-sets.ts';

/**
 * What all rules share: separators and closers that may be missing.
 *
 * The grammar is forgiving on purpose. Where a `;`, a `,`, an `end` or a bracket is missing and the next token shows
 * that it is, the parser complains and goes on as if it were there: one precise message, and nothing after it is
 * misread. What stands where it fits nothing is skipped up to a `;` or a closing bracket. Only inside of a statement
 * is it left to chevrotain to find its way again.
 *
 * In the recorded grammar, separators and closers are optional. So chevrotain knows what can stand behind an entry
 * when it looks for a place to go on, and does not try to repair lists by itself.
 */
export abstract class ForgivingParser extends BaseParser {
  #blocks = new Blocks(this.layout);
  #tokens: readonly IToken[] = [];
  #unclosedAt: IToken | undefined;

  override begin(tokens: IToken[], text: string): void {
    super.begin(tokens, text);
    this.#tokens = tokens;
    this.#blocks = new Blocks(this.layout);
    this.#unclosedAt = undefined;
  }

  /**
   * A name; a keyword in its place is taken for one where the text goes on behind it as behind a name. `isFree`: here
   * keywords need no back-quotes.
   */
  readonly name = this.RULE('name', (isFree?: boolean) => {
    if (isFree === true && this.nextIs(words.Keyword)) {
      this.CONSUME3(words.Keyword, { LABEL: 'Identifier' });
    } else if (!this.RECORDING_PHASE && this.isKeywordForName()) {
      this.complain({ kind: 'keyword-as-name', token: this.LA(1) });
      this.CONSUME1(words.Keyword, { LABEL: 'Identifier' });
    } else {
      this.CONSUME2(Identifier);
    }
  });

  /**
   * The `;` behind a statement or step. It may be missing before what ends the body (`isOver`), and is missing before
   * the next statement (`starts`); anything else is skipped up to where `ends` says. `nextWords` surely begin the
   * next statement.
   */
  protected terminate(
    nextWords: readonly TokenType[],
    isOver: () => boolean,
    starts: () => boolean,
    ends: () => boolean,
  ): void {
    if (this.RECORDING_PHASE) return this.recordTerminator(nextWords);
    if (!this.nextIs(EOF, signs.Semicolon) && !isOver() && !starts()) {
      this.complainOfJunk(signs.Semicolon.LABEL!);
      do this.SKIP_TOKEN();
      while (!this.nextIs(EOF, signs.Semicolon) && !ends());
      if (!this.nextIs(signs.Semicolon)) return;
    }
    if (this.nextIs(signs.Semicolon)) {
      this.CONSUME(signs.Semicolon);
    } else if (!this.nextIs(EOF) && !isOver() && !this.hasJustComplained()) {
      this.complain({ kind: 'missing', sign: ';', after: this.LA(0) });
    }
  }

  /**
   * One statement or step after the other, as long as one begins. The look-ahead is one token, not what chevrotain
   * would take: a statement is one from its first word on, whatever is wrong behind it.
   */
  protected repeat(isNext: () => boolean, parse: () => void): void {
    if (this.RECORDING_PHASE) {
      this.MANY8(parse);
      return;
    }
    while (isNext()) {
      const next = this.LA(1);
      parse();
      if (this.LA(1) === next) return;
    }
  }

  /** Recorded as if `nextWords` could stand here: where chevrotain has lost its way, it goes on at them. */
  private recordTerminator(nextWords: readonly TokenType[]): void {
    this.OPTION8(() => this.OR8(nextWords.map((type) => ({ ALT: () => this.CONSUME8(type) }))));
    this.CONSUME(signs.Semicolon);
  }

  /**
   * The entries of a list, with `,` between them: one may be missing before the next entry and before the closer.
   * What is no entry is skipped up to the next `,` or the closer. `rule` is the rule that the list is of.
   */
  protected entries(closer: TokenType, rule: string, starts: () => boolean, parse: () => void): void {
    if (this.RECORDING_PHASE) {
      this.MANY8(() => {
        parse();
        this.OPTION9(() => this.CONSUME(signs.Comma));
      });
      return;
    }
    do {
      while (starts()) {
        const next = this.LA(1);
        parse();
        if (this.nextIs(signs.Comma)) this.CONSUME(signs.Comma);
        else if (starts()) this.complain({ kind: 'missing', sign: ',', after: this.LA(0) });
        if (this.LA(1) === next) return;
      }
    } while (this.skipNoEntry(closer, rule, starts));
  }

  /** Says whether the list goes on behind what was skipped. */
  private skipNoEntry(closer: TokenType, rule: string, starts: () => boolean): boolean {
    if (this.nextIs(closer, signs.Ellipsis) || this.isUnclosed()) return false;
    this.complainOfJunk(expectedInstead(closer, this.LA(0), rule));
    let depth = 0;
    do {
      if (this.nextIs(...OPENERS)) depth++;
      else if (this.nextIs(...CLOSERS)) depth--;
      this.SKIP_TOKEN();
      if (depth <= 0 && this.nextIs(signs.Comma)) {
        this.SKIP_TOKEN();
        return true;
      }
      if (depth <= 0 && this.isOnNewLine() && starts()) return true;
    } while (depth > 0 ? !this.nextIs(EOF, signs.Semicolon) : !this.nextIs(closer) && !this.isUnclosed());
    return false;
  }

  /**
   * The counterpart of an opening word or bracket. It is missing where the text goes on with something that only
   * stands behind it; other text in its way is skipped. `rule` is the rule that it closes.
   */
  protected close(closer: TokenType, opener: IToken, rule: string): void {
    if (this.RECORDING_PHASE) {
      this.OPTION8(() => this.CONSUME(closer));
      return;
    }
    if (!this.nextIs(closer) && !this.isUnclosed()) this.skipTo(closer, rule);
    if (this.nextIs(closer)) {
      const token = this.CONSUME(closer);
      if (closer === words.End) this.#blocks.close(opener, token);
    } else if (this.isUnclosed() && !this.hasGivenUp) {
      this.complain(this.unclosed(closer, opener));
      this.#unclosedAt = this.LA(0);
    }
  }

  /**
   * Skips what begins no statement, up to where `isOver` says. Says whether there was any: then the statements go on
   * behind it.
   */
  protected skipJunk(expected: string, isOver: () => boolean): boolean {
    if (this.RECORDING_PHASE || this.nextIs(EOF) || isOver()) return false;
    this.complainOfJunk(expected);
    if (this.nextIs(words.End, ...CLOSERS)) {
      this.SKIP_TOKEN();
      return true;
    }
    let depth = 0;
    do {
      if (this.nextIs(words.With, words.Match)) depth++;
      if (this.nextIs(words.End)) depth--;
      this.SKIP_TOKEN();
    } while (!this.nextIs(EOF) && (depth > 0 || !isOver()));
    return true;
  }

  /** Where an `end` is missing, or the next word was not expected, that the `;` is missing, too, is no news. */
  private hasJustComplained(): boolean {
    return this.LA(0) === this.#unclosedAt || this.errors.at(-1)?.token === this.LA(1);
  }

  private isKeywordForName(): boolean {
    if (!this.nextIs(words.Keyword) || this.isOnNewLine()) return false;
    return [...BEHIND_NAMES, EOF].some((type) => tokenMatcher(this.LA(2), type));
  }

  private isUnclosed(): boolean {
    // Where a list goes on, or begins, with a comma, it is the entry that is missing.
    const isEntryMissing = this.nextIs(signs.Comma) && this.lastIs(signs.Comma, ...OPENERS);
    return !isEntryMissing && (this.isOnNewLine() || this.nextIs(EOF, ...BEHIND_UNCLOSED));
  }

  private unclosed(closer: TokenType, opener: IToken): Complaint {
    const here = this.LA(0);
    if (closer !== words.End) return { kind: 'unclosed', opener, closer, after: here, isMisread: false };
    const open = this.#blocks.unclosed(opener);
    const after = this.#blocks.lastInside(open, this.#tokens, here);
    return { kind: 'unclosed', opener: open, closer, after, isMisread: open !== opener || after !== here };
  }

  /** Skips what stands between the last entry and the closing word or bracket, as far as that is on the same line. */
  private skipTo(closer: TokenType, rule: string): void {
    this.complainOfJunk(expectedInstead(closer, this.LA(0), rule));
    let depth = 0;
    do {
      if (this.nextIs(...OPENERS)) depth++;
      else if (this.nextIs(...CLOSERS)) depth--;
      this.SKIP_TOKEN();
    } while (depth > 0 ? !this.nextIs(EOF, signs.Semicolon) : !this.nextIs(closer) && !this.isUnclosed());
  }

  private complainOfJunk(expected: string): void {
    const token = this.LA(1);
    if (!this.nextIs(words.End, ...CLOSERS) || token.image === '') return this.complainOfNext(expected);
    const early = this.nextIs(words.End) ? this.#blocks.closedTooEarly(token) : undefined;
    this.complain({
      kind: 'closes-nothing',
      token,
      early,
      isLoose: early !== undefined && this.#blocks.isLoose(early),
    });
  }
}
