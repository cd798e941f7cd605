import { CstParser, EOF, tokenMatcher } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import { allTokens } from '../1-lex/modes.ts';
import * as words from '../1-lex/keywords.ts';
import { Identifier } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import type { Complaint } from './complaint.ts';
import { Later } from './later.ts';
import { expectations } from './expectations.ts';

/** How the tokens stand in the text; asked for only where there is a mistake. */
export interface Layout {
  hasLineBreak(first: IToken, second: IToken): boolean;
  /** The blanks in front of the line that the token is on. */
  indentation(token: IToken): number;
}

/**
 * What all rules share: separators and closers that may be missing.
 *
 * The grammar is forgiving on purpose. Where a `;`, a `,`, an `end` or a bracket is missing and the next token shows
 * that it is, the parser complains and goes on as if it were there: one precise message, and nothing after it is
 * misread. Only what fits nowhere is an exception of chevrotain's, with its re-synchronisation.
 *
 * While the grammar is recorded, `mayConsume` is always true: the recorded grammar is the strict one.
 */
export abstract class ForgivingParser extends CstParser {
  complaints: Complaint[] = [];
  protected layout: Layout = { hasLineBreak: () => false, indentation: () => 0 };

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
  begin(tokens: IToken[], layout: Layout): void {
    this.input = tokens;
    this.complaints = [];
    this.layout = layout;
  }

  protected nextIs(...types: readonly TokenType[]): boolean {
    return types.some((type) => tokenMatcher(this.LA(1), type));
  }

  /** True while recording, so that the conditional token is part of the grammar. */
  protected mayConsume(type: TokenType): boolean {
    return this.RECORDING_PHASE || this.nextIs(type);
  }

  /** Does the next token follow without a blank? */
  protected isAdjacent(): boolean {
    const [before, next] = [this.LA(0), this.LA(1)];
    return before.endOffset !== undefined && before.endOffset + 1 === next.startOffset;
  }

  protected isOnNewLine(): boolean {
    const next = this.LA(1);
    const before = this.LA(0);
    return next.tokenType === EOF || (before.tokenType !== EOF && this.layout.hasLineBreak(before, next));
  }

  protected complain(complaint: Complaint): void {
    if (!this.RECORDING_PHASE) this.complaints.push(complaint);
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

  /** The `;` behind a statement; it may be missing before what ends the body. */
  protected terminate(endsBody: readonly TokenType[], starts: () => boolean): void {
    if (this.mayConsume(signs.Semicolon)) {
      this.CONSUME(signs.Semicolon);
    } else if (!this.nextIs(EOF, ...endsBody)) {
      if (starts()) {
        this.complain({ kind: 'missing', sign: ';', after: this.LA(0), before: this.LA(1) });
      } else {
        this.CONSUME(signs.Semicolon);
      }
    }
  }

  /** The `,` behind an entry; it may be missing before what closes the list. */
  protected separate(starts: () => boolean): void {
    if (this.mayConsume(signs.Comma)) {
      this.CONSUME(signs.Comma);
    } else if (starts()) {
      this.complain({ kind: 'missing', sign: ',', after: this.LA(0), before: this.LA(1) });
    }
  }

  /** The counterpart of an opening word or bracket. */
  protected close(closer: TokenType, opener: IToken, label: string): void {
    if (this.mayConsume(closer)) {
      this.CONSUME(closer);
    } else {
      const [after, found] = [this.LA(0), this.LA(1)];
      this.complain({ kind: 'unclosed', opener, closer: label, after, found });
    }
  }

  private isKeywordForName(): boolean {
    if (!this.nextIs(words.Keyword) || this.isOnNewLine()) return false;
    return BEHIND_NAMES.some((type) => tokenMatcher(this.LA(2), type));
  }
}

const BEHIND_NAMES: readonly TokenType[] = [
  ...[signs.Semicolon, signs.Comma, signs.Assign, signs.Dot, signs.Slash, signs.DoubleColon],
  ...[signs.LParen, signs.RParen, signs.LBracket, signs.RBracket, signs.RBrace],
  ...[words.With, words.From, words.To, words.Into, words.Flow, words.Pipeline, words.Script, words.Args],
  ...[signs.TildeAssign, signs.Equal],
  EOF,
];
