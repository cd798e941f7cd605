import { tokenLabel, tokenMatcher } from 'chevrotain';
import type { CstNode, ParserMethod } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { Identifier, Underscore } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { AN_EXPRESSION } from './expectations.ts';
import { BEHIND_VALUE, ENDS_BODY, STEP_WORDS, VALUE_START } from './token-sets.ts';
import { UseGrammar } from './use-grammar.ts';

/** Scripts: what is done one step after the other, and `match` with its patterns. */
export abstract class ScriptGrammar extends UseGrammar {
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
        () => this.startsStep() || this.nextIs(signs.Semicolon),
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
    this.MANY(() => this.SUBRULE(this.matchCase));
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
    this.OPTION(() => {
      this.CONSUME(words.When);
      this.SUBRULE(this.value);
    });
    this.CONSUME(signs.Arrow);
    this.SUBRULE(this.body, { ARGS: [true] });
  });

  /** `default =>`, as older Tremor had it: taken for `case _ =>`. */
  private parseDefault(): void {
    this.complainOfNext('`case`');
    this.CONSUME(words.Default);
  }

  protected readonly pattern: ParserMethod<[], CstNode> = this.RULE('pattern', () => {
    this.nest(() => this.parsePattern());
  });

  private parsePattern(): void {
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(Underscore) },
        { ALT: () => this.SUBRULE(this.recordPattern) },
        { ALT: () => this.SUBRULE(this.arrayPattern) },
        { ALT: () => this.SUBRULE(this.tuplePattern) },
        { ALT: () => this.SUBRULE(this.extractorPattern) },
        { ALT: () => this.SUBRULE(this.bindingPattern) },
        { ALT: () => this.SUBRULE(this.value) },
      ],
      ERR_MSG: 'a pattern',
    });
  }

  protected readonly bindingPattern = this.RULE('bindingPattern', () => {
    this.CONSUME(Identifier);
    this.CONSUME(signs.Assign);
    this.SUBRULE(this.pattern);
  });

  protected readonly extractorPattern = this.RULE('extractorPattern', () => {
    this.CONSUME(signs.Tilde);
    this.SUBRULE(this.extractor);
  });

  protected readonly extractor = this.RULE('extractor', () => {
    this.CONSUME(Identifier);
    this.CONSUME(signs.ExtractorText);
  });

  protected readonly recordPattern = this.RULE('recordPattern', () => {
    const opener = this.CONSUME(signs.RecordPatternOpen);
    this.entries(
      signs.RBrace,
      'recordPattern',
      () => this.nextIs(Identifier, words.Present, words.Absent),
      () => {
        this.SUBRULE(this.patternField);
      },
    );
    this.close(signs.RBrace, opener, 'recordPattern');
  });

  protected readonly patternField = this.RULE('patternField', () => {
    this.OR1([
      { ALT: () => this.SUBRULE(this.presenceField) },
      { ALT: () => this.SUBRULE(this.comparedField) },
    ]);
  });

  protected readonly presenceField = this.RULE('presenceField', () => {
    this.OR([{ ALT: () => this.CONSUME(words.Present) }, { ALT: () => this.CONSUME(words.Absent) }]);
    this.SUBRULE(this.name);
  });

  protected readonly comparedField = this.RULE('comparedField', () => {
    this.OPTION({ GATE: () => this.isRenamed(), DEF: () => this.SUBRULE(this.fieldResult) });
    this.CONSUME(Identifier);
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(signs.Comparison);
            this.SUBRULE(this.value);
          },
        },
        {
          ALT: () => {
            this.CONSUME(signs.TildeAssign);
            this.OR1({
              DEF: [{ ALT: () => this.SUBRULE(this.extractor) }, { ALT: () => this.SUBRULE(this.pattern) }],
              ERR_MSG: 'a pattern',
            });
          },
        },
      ],
      ERR_MSG: 'a comparison or `~=`',
    });
  });

  /** The `n =` of `n = key ~= …`. */
  protected readonly fieldResult = this.RULE('fieldResult', () => {
    this.CONSUME(Identifier);
    this.CONSUME(signs.Assign);
  });

  /** Otherwise, a `=` behind a key is a mistake for `==`. */
  private isRenamed(): boolean {
    return tokenMatcher(this.LA(3), Identifier) && this.LA(4).tokenType === signs.TildeAssign;
  }

  protected readonly arrayPattern = this.RULE('arrayPattern', () => {
    const opener = this.CONSUME(signs.ArrayPatternOpen);
    this.entries(
      signs.RBracket,
      'arrayPattern',
      () => this.startsPattern(),
      () => {
        this.SUBRULE(this.pattern);
      },
    );
    this.close(signs.RBracket, opener, 'arrayPattern');
  });

  protected readonly tuplePattern = this.RULE('tuplePattern', () => {
    const opener = this.CONSUME(signs.TuplePatternOpen);
    this.entries(
      signs.RParen,
      'tuplePattern',
      () => this.startsPattern(),
      () => {
        this.SUBRULE(this.pattern);
      },
    );
    this.OPTION(() => this.CONSUME(signs.Ellipsis));
    this.close(signs.RParen, opener, 'tuplePattern');
  });

  protected startsPattern(): boolean {
    const openers = [signs.RecordPatternOpen, signs.ArrayPatternOpen, signs.TuplePatternOpen, signs.Tilde];
    return this.startsValue() || this.nextIs(Underscore, ...openers);
  }

  private startsStep(): boolean {
    return this.startsValue() || this.nextIs(...STEP_WORDS) || this.startsUse();
  }

  /** In a case, Tremor has `,` between values and `;` between steps: either will do. */
  private skipComma(): void {
    const isNextStep = VALUE_START.some((type) => tokenMatcher(this.LA(2), type));
    if (this.nextIs(signs.Comma) && isNextStep) this.SKIP_TOKEN();
  }

  private isDefault(): boolean {
    return this.nextIs(words.Default) && this.LA(2).tokenType === signs.Arrow;
  }

  /** On one line, two values in a row are no two steps: something is missing between them. */
  private isNextStep(): boolean {
    return this.isOnNewLine() ? this.startsStep() : this.nextIs(...STEP_WORDS) || this.startsUse();
  }
}
