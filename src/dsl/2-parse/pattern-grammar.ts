import { EOF, tokenMatcher } from 'chevrotain';
import type { CstNode, ParserMethod } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { Identifier, Underscore } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { ONE_PATTERN } from '../diagnostics/advice.ts';
import { A_PATTERN, AN_EXPRESSION } from './expectations.ts';
import { STEP_WORDS } from './token-sets.ts';
import { UseGrammar } from './use-grammar.ts';

/** Patterns, and the `=>` behind them. */
export abstract class PatternGrammar extends UseGrammar {
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
      ERR_MSG: A_PATTERN,
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
              ERR_MSG: A_PATTERN,
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

  /** The condition of a case. A step in its place is skipped, so that the cases behind it are read as what they are. */
  protected parseGuard(): void {
    this.OPTION7(() => {
      this.CONSUME7(words.When);
      const surplus = this.RECORDING_PHASE || !this.nextIs(...STEP_WORDS) ? 0 : this.surplusBeforeArrow();
      if (surplus === 0) {
        this.SUBRULE7(this.value);
      } else {
        this.complainOfNext(AN_EXPRESSION);
        for (let skipped = 0; skipped < surplus; skipped++) this.SKIP_TOKEN();
      }
    });
  }

  /** The `=>` of a case, behind its pattern and guard. What is too much before it, on the same line, is skipped. */
  protected parseArrow(): void {
    const surplus = this.RECORDING_PHASE ? 0 : this.surplusBeforeArrow();
    if (surplus > 0) this.complainOfNext(signs.Arrow.LABEL!, this.isAlternative() ? ONE_PATTERN : undefined);
    for (let skipped = 0; skipped < surplus; skipped++) this.SKIP_TOKEN();
    // In other languages a colon stands there.
    if (!this.RECORDING_PHASE && this.nextIs(signs.Colon)) {
      this.complainOfNext(signs.Arrow.LABEL!);
      this.SKIP_TOKEN();
    } else this.CONSUME8(signs.Arrow);
  }

  /** How many tokens stand before a `=>` on the same line; 0 if there is none. */
  private surplusBeforeArrow(): number {
    for (let ahead = 1; ; ahead++) {
      const next = this.LA(ahead);
      if (next.tokenType === signs.Arrow) return ahead - 1;
      const isOver = [EOF, words.Case, words.End, signs.Semicolon].includes(next.tokenType);
      if (isOver || this.layout.hasLineBreak(this.LA(ahead - 1), next)) return 0;
    }
  }

  /** `case "a", "b" =>`, or `or` or `|` between them. */
  private isAlternative(): boolean {
    return this.nextIs(signs.Comma, signs.Foreign, words.Or);
  }
}
