import type { CstNode } from 'chevrotain';
import type { ParserMethod, TokenType } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { Identifier, Underscore } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { AN_EXPRESSION } from './expectations.ts';
import { BEHIND_UNCLOSED } from './forgiving-parser.ts';
import { ExpressionGrammar } from './expression-grammar.ts';
import { Later } from './later.ts';

/** Words that no expression contains: they end every body of a script. */
const ENDS_BODY: readonly TokenType[] = [
  ...[words.End, words.Case, words.Script],
  ...[words.Define, words.Create, words.Connect, words.Deploy, words.Select],
];

/** Scripts: what is done one step after the other, and `match` with its patterns. */
export abstract class ScriptGrammar extends ExpressionGrammar {
  /** Steps with `;` between them; superfluous ones do no harm. */
  readonly body = this.RULE('body', () => {
    const isOver = () => this.nextIs(...ENDS_BODY, ...BEHIND_UNCLOSED) || this.startsValue();
    do {
      this.MANY(() => {
        this.OR([{ ALT: () => this.SUBRULE(this.step) }, { ALT: () => this.CONSUME(signs.Semicolon) }]);
      });
    } while (this.skipJunk(AN_EXPRESSION, isOver));
  });

  protected readonly step = this.RULE('step', () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.letStep) },
        { ALT: () => this.SUBRULE(this.constStep) },
        { ALT: () => this.SUBRULE(this.emitStep) },
        { ALT: () => this.CONSUME(words.Drop) },
        { ALT: () => this.SUBRULE(this.value) },
      ],
      ERR_MSG: AN_EXPRESSION,
    });
    this.terminate(ENDS_BODY, () => this.startsStep());
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
    this.AT_LEAST_ONE({ DEF: () => this.SUBRULE(this.matchCase), ERR_MSG: '`case`' });
    this.close(words.End, opener);
  });

  protected readonly matchCase = this.RULE('matchCase', () => {
    this.CONSUME(words.Case);
    this.SUBRULE(this.pattern);
    this.OPTION(() => {
      this.CONSUME(words.When);
      this.SUBRULE(this.value);
    });
    this.CONSUME(signs.Arrow);
    this.SUBRULE(this.body);
  });

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

  protected readonly recordPattern = this.RULE('recordPattern', () => {
    const opener = this.CONSUME(signs.RecordPatternOpen);
    this.MANY(() => {
      this.SUBRULE(this.patternField);
      this.separate(() => this.nextIs(Identifier, words.Present, words.Absent));
    });
    this.close(signs.RBrace, opener);
  });

  protected readonly patternField = this.RULE('patternField', () => {
    this.OR1([
      { ALT: () => this.SUBRULE(this.presenceField) },
      { ALT: () => this.SUBRULE(this.comparedField) },
      { ALT: () => this.CONSUME(Later) },
    ]);
  });

  protected readonly presenceField = this.RULE('presenceField', () => {
    this.OR([{ ALT: () => this.CONSUME(words.Present) }, { ALT: () => this.CONSUME(words.Absent) }]);
    this.SUBRULE(this.name);
  });

  protected readonly comparedField = this.RULE('comparedField', () => {
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
            this.SUBRULE(this.pattern);
          },
        },
      ],
      ERR_MSG: 'a comparison or `~=`',
    });
  });

  protected readonly arrayPattern = this.RULE('arrayPattern', () => {
    const opener = this.CONSUME(signs.ArrayPatternOpen);
    this.MANY(() => {
      this.SUBRULE(this.pattern);
      this.separate(() => this.startsValue());
    });
    this.close(signs.RBracket, opener);
  });

  protected readonly tuplePattern = this.RULE('tuplePattern', () => {
    const opener = this.CONSUME(signs.TuplePatternOpen);
    this.MANY(() => {
      this.SUBRULE(this.pattern);
      this.separate(() => this.startsValue() || this.nextIs(signs.Ellipsis));
    });
    this.OPTION(() => this.CONSUME(signs.Ellipsis));
    this.close(signs.RParen, opener);
  });

  /** On one line, two values in a row are no two steps: something is missing between them. */
  private startsStep(): boolean {
    if (this.nextIs(words.Let, words.Const, words.Emit, words.Drop)) return true;
    return this.isOnNewLine() && this.startsValue();
  }
}
