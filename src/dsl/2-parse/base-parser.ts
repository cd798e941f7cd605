import { createTokenInstance, CstParser, EOF, tokenMatcher } from 'chevrotain';
import type { IRecognitionException, IToken, TokenType } from 'chevrotain';
import { allTokens } from '../1-lex/modes.ts';
import * as words from '../1-lex/keywords.ts';
import * as signs from '../1-lex/punctuation.ts';
import { spanOf } from '../1-lex/spans.ts';
import type { Complaint, Excess } from './complaint.ts';
import { expectations } from './expectations.ts';
import { Layout } from './layout.ts';
import { LazyLookahead } from './lazy-lookahead.ts';
import { CLOSERS } from './token-sets.ts';

/** So many tokens tell the ways on apart. */
const MAX_LOOKAHEAD = 2;

/** Brackets, cases and bodies in each other. */
const MAX_DEPTH = 200;

/** A chevrotain parser with a voice of its own: it complains and goes on, bounds nesting, and looks around. */
export abstract class BaseParser extends CstParser {
  complaints: Complaint[] = [];
  protected layout = new Layout('');
  #depth = 0;
  #gaveUp = false;

  constructor(skipValidations: boolean) {
    super([...allTokens], {
      recoveryEnabled: true,
      nodeLocationTracking: 'onlyOffset',
      maxLookahead: MAX_LOOKAHEAD,
      lookaheadStrategy: new LazyLookahead({ maxLookahead: MAX_LOOKAHEAD }),
      skipValidations,
      errorMessageProvider: expectations,
    });
  }

  /** Sets what is to be parsed next. */
  begin(tokens: IToken[], text: string): void {
    this.input = tokens;
    this.complaints = [];
    this.layout = new Layout(text);
    this.#depth = 0;
    this.#gaveUp = false;
  }

  protected get hasGivenUp(): boolean {
    return this.#gaveUp;
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
   * Parses something that can contain itself. Bounds how deep: the stack is finite, in this and all later phases, and
   * text must never be able to exhaust it.
   */
  protected nest(parse: () => void): void {
    if (this.RECORDING_PHASE) return parse();
    if (this.#depth >= MAX_DEPTH) return this.giveUp('levels');
    this.#depth++;
    try {
      parse();
    } finally {
      this.#depth--;
    }
  }

  /** For what nests deeper than anybody writes: one complaint, and nothing of what follows. */
  protected giveUp(excess: Excess): void {
    if (!this.nextIs(EOF)) this.complain({ kind: 'too-deep', token: this.LA(1), excess });
    this.#gaveUp = true;
    while (!this.nextIs(EOF)) this.SKIP_TOKEN();
  }

  protected complain(complaint: Complaint): void {
    if (!this.RECORDING_PHASE && !this.#gaveUp) this.complaints.push(complaint);
  }

  /** Says that something else was expected than what comes next. */
  protected complainOfNext(expected: string, help?: string): void {
    const [after, token] = [this.LA(0), this.LA(1)];
    const advice = help === undefined ? {} : { help };
    this.complain(
      this.nextIs(EOF)
        ? { kind: 'cut-off', after, expected }
        : { kind: 'unexpected', token, expected, ...advice },
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
}
