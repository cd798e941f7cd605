import { tokenLabel, tokenMatcher } from 'chevrotain';
import type { CstNode, ParserMethod, TokenType } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { Identifier, Underscore } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { LAST_CASE } from '../diagnostics/advice.ts';
import { AN_EXPRESSION } from './expectations.ts';
import { BEHIND_VALUE, ENDS_BODY, STEP_WORDS, VALUE_START } from './token-sets.ts';
import { PatternGrammar } from './pattern-grammar.ts';

/** Scripts: what is done one step after the other, and `match`. */
export abstract class ScriptGrammar extends PatternGrammar {
  protected abstract readonly fnStep: ParserMethod<[], CstNode>;
  protected abstract readonly intrinsicStep: ParserMethod<[], CstNode>;

  /**
   * Steps with `;` between them; superfluous ones do no harm. In a case (`isNested`), a body ends before what stands
   * behind its `match`, too: that may lack its `end`.
   */
  readonly body = this.RULE('body', (isNested?: boolean) => {
    const ends = isNested ? [...ENDS_BODY, ...BEHIND_VALUE] : ENDS_BODY;
    const isOver = () => this.nextIs(...ends) || (isNested === true && this.isDefault());
    const isOverOrStarts = () => isOver() || (this.isOnNewLine() && this.startsStep());
    do {
      this.repeat(
        () => (this.startsStep() && !this.isDefault()) || this.nextIs(signs.Semicolon),
        () => {
          if (this.startsStep() || this.RECORDING_PHASE) this.SUBRULE(this.step);
          this.terminate(STEP_WORDS, isOver, () => this.isNextStep(), isOverOrStarts);
          if (isNested === true) this.skipComma();
        },
      );
    } while (this.skipJunk(AN_EXPRESSION, isOverOrStarts));
  });

  protected readonly step = this.RULE('step', () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.letStep) },
        { ALT: () => this.SUBRULE(this.constStep) },
        { ALT: () => this.SUBRULE(this.emitStep) },
        { ALT: () => this.CONSUME(words.Drop) },
        { ALT: () => this.SUBRULE(this.use) },
        { ALT: () => this.SUBRULE(this.fnStep) },
        { ALT: () => this.SUBRULE(this.intrinsicStep) },
        { ALT: () => this.SUBRULE(this.value) },
      ],
      ERR_MSG: AN_EXPRESSION,
    });
  });

  protected readonly letStep = this.RULE('letStep', () => {
    this.CONSUME(words.Let);
    this.SUBRULE(this.primary);
    this.CONSUME(signs.Assign);
    this.SUBRULE(this.value);
  });

  protected readonly constStep = this.RULE('constStep', () => {
    this.CONSUME(words.Const);
    this.SUBRULE(this.name);
    this.CONSUME(signs.Assign);
    this.SUBRULE(this.value);
  });

  protected readonly emitStep = this.RULE('emitStep', () => {
    this.CONSUME(words.Emit);
    this.OPTION1(() => this.SUBRULE(this.value));
    this.OPTION2(() => {
      this.CONSUME(signs.Arrow);
      this.SUBRULE(this.string);
    });
  });

  protected override readonly match: ParserMethod<[], CstNode> = this.RULE('match', () => {
    const opener = this.CONSUME(words.Match);
    this.SUBRULE(this.value);
    this.CONSUME(words.Of);
    if (!this.RECORDING_PHASE && !this.nextIs(words.Case, words.Default)) {
      this.complainOfNext(tokenLabel(words.Case));
    }
    this.MANY({
      GATE: () => this.nextIs(words.Case) || this.isDefault(),
      DEF: () => this.SUBRULE(this.matchCase),
    });
    this.close(words.End, opener, 'match');
  });

  protected readonly matchCase = this.RULE('matchCase', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(words.Case);
          this.SUBRULE(this.pattern);
        },
      },
      { ALT: () => this.parseDefault() },
    ]);
    this.parseGuard();
    this.parseArrow();
    this.SUBRULE(this.body, { ARGS: [true] });
  });

  /** `default =>`, as older Tremor had it, or `else =>`: taken for `case _ =>`. */
  protected parseDefault(): void {
    this.complainOfNext(tokenLabel(words.Case), LAST_CASE);
    this.OR1([
      { ALT: () => this.CONSUME(words.Default) },
      { ALT: () => this.CONSUME(Identifier, { LABEL: 'Default' }) },
      { ALT: () => this.CONSUME(Underscore, { LABEL: 'Default' }) },
    ]);
  }

  private startsStep(): boolean {
    return this.startsValue() || this.nextIs(...STEP_WORDS) || this.startsUse();
  }

  /** In a case, Tremor has `,` between values and `;` between steps: either will do. */
  private skipComma(): void {
    const isNextStep = VALUE_START.some((type) => tokenMatcher(this.LA(2), type));
    if (this.nextIs(signs.Comma) && isNextStep) this.SKIP_TOKEN();
  }

  protected isDefault(): boolean {
    if (this.nextIs(Identifier, Underscore)) return this.LA(2).tokenType === signs.Arrow;
    return this.nextIs(words.Default) && BEHIND_DEFAULT.includes(this.LA(2).tokenType);
  }

  /** On one line, two values in a row are no two steps: something is missing between them. */
  private isNextStep(): boolean {
    return this.isOnNewLine() ? this.startsStep() : this.nextIs(...STEP_WORDS) || this.startsUse();
  }
}

/** What stands behind `default` where it is meant as the last case. In a `patch`, only the first does, or a key. */
const BEHIND_DEFAULT: readonly TokenType[] = [signs.Arrow, signs.Colon, signs.Foreign];
