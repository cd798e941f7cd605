import { createTokenInstance, CstParser, EOF, tokenMatcher } from 'chevrotain';
import type { IRecognitionException, IToken, TokenType } from 'chevrotain';
import { allTokens } from '../1-lex/modes.ts';
import * as words from '../1-lex/keywords.ts';
import { Identifier } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { spanOf } from '../1-lex/spans.ts';
import { Blocks } from './blocks.ts';
import type { Complaint } from './complaint.ts';
import { expectations, expectedInstead } from './expectations.ts';
import { Later } from './later.ts';
import { Layout } from './layout.ts';
import { BEHIND_NAMES, BEHIND_UNCLOSED, CLOSERS, OPENERS } from './token-sets.ts';

/** Brackets, cases and bodies in each other. */
const MAX_DEPTH = 200;

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
export abstract class ForgivingParser extends CstParser {
  complaints: Complaint[] = [];
  protected layout = new Layout('');
  #blocks = new Blocks(this.layout);
  #tokens: readonly IToken[] = [];
  #unclosedAt: IToken | undefined;
  #depth = 0;
  #gaveUp = false;

  constructor(skipValidations: boolean) {
    super([...allTokens, Later], {
      recoveryEnabled: true,
      nodeLocationTracking: 'onlyOffset',
      maxLookahead: 2,
      skipValidations,
      errorMessageProvider: expectations,
    });
  }

  /** Sets what is to be parsed next. */
  begin(tokens: IToken[], text: string): void {
    this.input = tokens;
    this.#tokens = tokens;
    this.complaints = [];
    this.layout = new Layout(text);
    this.#blocks = new Blocks(this.layout);
    this.#unclosedAt = undefined;
    this.#depth = 0;
    this.#gaveUp = false;
  }

  /** The failures that are the text's: what is missing at its end because the parser gave up is not. */
  get failures(): readonly IRecognitionException[] {
    return this.#gaveUp ? this.errors.filter(({ token }) => token.tokenType !== EOF) : this.errors;
  }

  /** A keyword that stands where something else is expected is no slip that could be overlooked: it has a meaning. */
  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    return !this.nextIs(words.Keyword, signs.Semicolon, ...CLOSERS) && !this.isOnNewLine();
  }

  /** A key at the end of a line does not get its value from the next one. */
  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return type !== signs.Colon || !this.isOnNewLine();
  }

  /** What is put in for a missing token stands, without text, behind the last one. */
  protected override getTokenToInsert(type: TokenType): IToken {
    const offset = spanOf(this.LA(0)).end;
    const token = createTokenInstance(type, '', offset, offset - 1, NaN, NaN, NaN, NaN);
    token.isInsertedInRecovery = true;
    return token;
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
    } else if (this.isUnclosed() && !this.#gaveUp) {
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

  /**
   * Parses something that can contain itself. Bounds how deep: the stack is finite, in this and all later phases, and
   * text must never be able to exhaust it.
   */
  protected nest(parse: () => void): void {
    if (this.RECORDING_PHASE) return parse();
    if (this.#depth >= MAX_DEPTH) return this.giveUp();
    this.#depth++;
    try {
      parse();
    } finally {
      this.#depth--;
    }
  }

  /** For what nests deeper than anybody writes: one complaint, and nothing of what follows. */
  protected giveUp(): void {
    if (!this.nextIs(EOF)) this.complain({ kind: 'too-deep', token: this.LA(1) });
    this.#gaveUp = true;
    while (!this.nextIs(EOF)) this.SKIP_TOKEN();
  }

  protected complain(complaint: Complaint): void {
    if (!this.RECORDING_PHASE && !this.#gaveUp) this.complaints.push(complaint);
  }

  /** Says that something else was expected than what comes next. */
  protected complainOfNext(expected: string): void {
    const [after, token] = [this.LA(0), this.LA(1)];
    this.complain(
      this.nextIs(EOF) ? { kind: 'cut-off', after, expected } : { kind: 'unexpected', token, expected },
    );
  }

  protected nextIs(...types: readonly TokenType[]): boolean {
    return types.some((type) => tokenMatcher(this.LA(1), type));
  }

  protected lastIs(...types: readonly TokenType[]): boolean {
    return types.some((type) => tokenMatcher(this.LA(0), type));
  }

  /** Does the next token follow without a blank? */
  protected isAdjacent(): boolean {
    const [before, next] = [this.LA(0), this.LA(1)];
    return before.endOffset !== undefined && before.endOffset + 1 === next.startOffset;
  }

  protected isOnNewLine(): boolean {
    const [before, next] = [this.LA(0), this.LA(1)];
    return before.tokenType !== EOF && this.layout.hasLineBreak(before, next);
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
    this.complain({ kind: 'closes-nothing', token, early });
  }
}
