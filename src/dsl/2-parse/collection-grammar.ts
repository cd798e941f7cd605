import { tokenLabel } from 'chevrotain';
import type { CstNode, ParserMethod } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { Identifier, Underscore } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { A_NAME } from './expectations.ts';
import { FunctionGrammar } from './function-grammar.ts';

/** What goes over arrays and records: `for`. */
export abstract class CollectionGrammar extends FunctionGrammar {
  /** `for event of case (key, value) => … into 0 use + end`. */
  protected override readonly loop: ParserMethod<[], CstNode> = this.RULE('loop', () => {
    const opener = this.CONSUME(words.For);
    this.SUBRULE(this.value);
    this.CONSUME(words.Of);
    if (!this.RECORDING_PHASE && !this.nextIs(words.Case)) {
      this.complainOfNext(tokenLabel(words.Case));
    }
    this.MANY(() => this.SUBRULE(this.loopCase));
    this.OPTION(() => this.SUBRULE(this.fold));
    this.skipUse();
    this.close(words.End, opener, 'loop');
  });

  /** `use +` without the `into` before it. */
  private skipUse(): void {
    if (this.RECORDING_PHASE || !this.nextIs(words.Use)) return;
    this.complainOfNext(tokenLabel(words.Into));
    this.SKIP_TOKEN();
    if (this.nextIs(signs.BinaryOperator)) this.SKIP_TOKEN();
  }

  protected readonly loopCase = this.RULE('loopCase', () => {
    this.CONSUME(words.Case);
    const opener = this.CONSUME(signs.LParen);
    this.SUBRULE1(this.loopName, { LABEL: 'key' });
    this.CONSUME(signs.Comma);
    this.SUBRULE2(this.loopName, { LABEL: 'item' });
    this.close(signs.RParen, opener, 'loopCase');
    this.OPTION(() => {
      this.CONSUME(words.When);
      this.SUBRULE(this.value);
    });
    this.CONSUME(signs.Arrow);
    this.SUBRULE(this.body, { ARGS: [true] });
  });

  protected readonly loopName = this.RULE('loopName', () => {
    this.OR({
      DEF: [{ ALT: () => this.CONSUME(Identifier) }, { ALT: () => this.CONSUME(Underscore) }],
      ERR_MSG: `${A_NAME} or \`_\``,
    });
  });

  protected readonly fold = this.RULE('fold', () => {
    this.CONSUME(words.Into);
    this.SUBRULE(this.value);
    this.OPTION(() => {
      this.CONSUME(words.Use);
      this.CONSUME(signs.BinaryOperator);
    });
  });
}
