import type { CstNode, ParserMethod } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { Identifier, Underscore } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { ARGUMENT_PATTERNS } from './expectations.ts';
import { ScriptGrammar } from './script-grammar.ts';

/** Functions that a script or a module defines. */
export abstract class FunctionGrammar extends ScriptGrammar {
  /** `fn f(a, b) with … end`, or with cases: `fn f(a, b) of case (0, _) => … case _ => … end`. */
  protected override readonly fnStep: ParserMethod<[], CstNode> = this.RULE('fnStep', () => {
    const opener = this.CONSUME(words.Fn);
    this.SUBRULE(this.name);
    this.SUBRULE(this.fnParams);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(words.Of);
          this.MANY({
            GATE: () => this.nextIs(words.Case) || this.isDefault(),
            DEF: () => this.SUBRULE(this.fnCase),
          });
        },
      },
      { ALT: () => this.parseFnBody() },
    ]);
    this.close(words.End, opener, 'fnStep');
  });

  private parseFnBody(): void {
    const word = this.OPTION(() => this.CONSUME(words.With));
    if (word === undefined) this.complainOfNext('`with` or `of`');
    this.SUBRULE(this.body);
  }

  /** `(a, b, ...)`; with `...` the function takes any number of further arguments. */
  protected readonly fnParams = this.RULE('fnParams', () => {
    const opener = this.CONSUME(signs.LParen);
    this.entries(
      signs.RParen,
      'fnParams',
      () => this.nextIs(Identifier),
      () => {
        this.CONSUME(Identifier);
      },
    );
    this.OPTION(() => this.CONSUME(signs.Ellipsis));
    this.close(signs.RParen, opener, 'fnParams');
  });

  protected readonly fnCase = this.RULE('fnCase', () => {
    this.OR([{ ALT: () => this.parseFnCase() }, { ALT: () => this.parseDefault() }]);
    this.parseGuard();
    this.parseArrow();
    this.SUBRULE(this.body, { ARGS: [true] });
  });

  private parseFnCase(): void {
    this.CONSUME(words.Case);
    this.OR2({
      DEF: [{ ALT: () => this.CONSUME1(Underscore) }, { ALT: () => this.SUBRULE(this.fnPatterns) }],
      ERR_MSG: ARGUMENT_PATTERNS,
    });
  }

  /** A pattern for each argument; a name stands for the argument itself. */
  protected readonly fnPatterns = this.RULE('fnPatterns', () => {
    const opener = this.CONSUME(signs.LParen);
    this.entries(
      signs.RParen,
      'fnPatterns',
      () => this.startsPattern(),
      () => {
        this.SUBRULE(this.pattern);
      },
    );
    this.OPTION(() => this.CONSUME(signs.Ellipsis));
    this.close(signs.RParen, opener, 'fnPatterns');
  });

  /** `intrinsic fn len(a) as array::len`: only Tremor's own library may; the tree builder says so. */
  protected override readonly intrinsicStep: ParserMethod<[], CstNode> = this.RULE('intrinsicStep', () => {
    this.CONSUME(words.Intrinsic);
    this.CONSUME(words.Fn);
    this.SUBRULE(this.name);
    this.SUBRULE(this.fnParams);
    this.CONSUME(words.As);
    this.SUBRULE(this.modulePath);
  });
}
