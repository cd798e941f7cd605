import { CstParser, EOF, tokenMatcher } from 'chevrotain';
import type { IRecognitionException, IToken, TokenType } from 'chevrotain';
import { allTokens } from '../1-lex/modes.ts';
import * as words from '../1-lex/keywords.ts';
import { Identifier } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { Blocks } from './blocks.ts';
import type { Complaint } from './complaint.ts';
import { Layout } from './layout.ts';
import { Later } from './later.ts';
import { expectations } from './expectations.ts';

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
    this.#depth = 0;
    this.#gaveUp = false;
  }

  /** The failures that are the text's: what is missing at its end because the parser gave up is not. */
  get failures(): readonly IRecognitionException[] {
    return this.#gaveUp ? this.errors.filter(({ token }) => token.tokenType !== EOF) : this.errors;
  }

  /** A keyword that stands where something else is expected is no slip that could be overlooked: it has a meaning. */
  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    return !this.nextIs(words.Keyword, signs.Semicolon) && !this.isOnNewLine();
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
    return before.tokenType !== EOF && this.layout.hasLineBreak(before, next);
  }

  protected complain(complaint: Complaint): void {
    if (!this.RECORDING_PHASE && !this.#gaveUp) this.complaints.push(complaint);
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
    this.complain({ kind: 'too-deep', token: this.LA(1) });
    this.#gaveUp = true;
    while (!this.nextIs(EOF)) this.SKIP_TOKEN();
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
        // Where an `end` is missing, the `;` behind it is, too.
        if (this.LA(0) !== this.#unclosedAt) this.complain({ kind: 'missing', sign: ';', after: this.LA(0) });
      } else {
        this.CONSUME(signs.Semicolon);
      }
    }
  }

  /** The `,` behind an entry; it may be missing before what closes the list. */
  protected separate(starts: () => boolean): void {
    if (this.RECORDING_PHASE) {
      // Recorded as optional, so that what closes the list is known to stand behind its last entry.
      this.OPTION9(() => this.CONSUME(signs.Comma));
    } else if (this.nextIs(signs.Comma)) {
      this.CONSUME(signs.Comma);
    } else if (starts()) {
      this.complain({ kind: 'missing', sign: ',', after: this.LA(0) });
    }
  }

  /**
   * The counterpart of an opening word or bracket. It is missing where the text goes on with something that only
   * stands behind it; other text is in its way, and an exception.
   */
  protected close(closer: TokenType, opener: IToken): void {
    if (this.mayConsume(closer) || !this.endsUnclosed()) {
      const token = this.CONSUME(closer);
      if (closer === words.End && !this.RECORDING_PHASE) this.#blocks.close(opener, token);
    } else {
      this.complain(this.unclosed(closer, opener));
      this.#unclosedAt = this.LA(0);
    }
  }

  private unclosed(closer: TokenType, opener: IToken): Complaint {
    if (closer !== words.End) return { kind: 'unclosed', opener, closer, after: this.LA(0) };
    const open = this.#blocks.unclosed(opener);
    const after = this.#blocks.lastInside(open, this.#tokens, this.LA(0));
    return { kind: 'unclosed', opener: open, closer, after };
  }

  /** A closing word or bracket that nothing opened. */
  protected complainOfCloser(token: IToken): void {
    if (this.RECORDING_PHASE) return;
    const early = token.tokenType === words.End ? this.#blocks.closedTooEarly(token) : undefined;
    this.complain({ kind: 'closes-nothing', token, early });
  }

  /**
   * Skips what begins no statement, up to the next `;` or what can stand behind one. Says whether it found any: then
   * the statements go on behind it.
   */
  protected skipJunk(expected: string, isEnd: () => boolean): boolean {
    if (this.RECORDING_PHASE || this.nextIs(EOF) || isEnd()) return false;
    this.complain({ kind: 'unexpected', token: this.LA(1), expected });
    let depth = 0;
    do {
      if (this.nextIs(words.With, words.Match)) depth++;
      if (this.nextIs(words.End)) depth--;
      this.SKIP_TOKEN();
    } while (!this.nextIs(EOF, signs.Semicolon, ...STATEMENT_START) && (depth > 0 || !isEnd()));
    return true;
  }

  private endsUnclosed(): boolean {
    return this.isOnNewLine() || this.nextIs(...BEHIND_UNCLOSED);
  }

  private isKeywordForName(): boolean {
    if (!this.nextIs(words.Keyword) || this.isOnNewLine()) return false;
    return BEHIND_NAMES.some((type) => tokenMatcher(this.LA(2), type));
  }
}

/** Brackets, cases and bodies in each other. */
const MAX_DEPTH = 200;

/** What cannot stand inside of brackets, or in a `with`. */
export const BEHIND_UNCLOSED: readonly TokenType[] = [
  ...[signs.Semicolon, signs.Comma, signs.RParen, signs.RBracket, signs.RBrace, signs.Arrow],
  ...[
    words.End,
    words.Case,
    words.Of,
    words.When,
    words.From,
    words.Into,
    words.Where,
    words.Having,
    words.To,
  ],
  ...[words.Flow, words.Pipeline, words.Script, words.With],
  ...[words.Define, words.Create, words.Connect, words.Deploy, words.Select],
];

/** What a statement of a file, a flow or a pipeline begins with. */
export const STATEMENT_START: readonly TokenType[] = [
  ...[words.Define, words.Create, words.Connect, words.Deploy, words.Select, Later],
];

const BEHIND_NAMES: readonly TokenType[] = [
  ...[signs.Semicolon, signs.Comma, signs.Assign, signs.Dot, signs.Slash, signs.DoubleColon],
  ...[signs.LParen, signs.RParen, signs.LBracket, signs.RBracket, signs.RBrace],
  ...[words.With, words.From, words.To, words.Into, words.Flow, words.Pipeline, words.Script, words.Args],
  ...[signs.TildeAssign, signs.Equal],
  EOF,
];
