import { tokenMatcher } from 'chevrotain';
import type { CstNode, ParserMethod } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { Identifier } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { A_NAME } from './expectations.ts';
import { ExpressionGrammar } from './expression-grammar.ts';

/** `use a::b as c` and `use std::{array, integer::{signed as s}}`: in files, flows, pipelines and scripts. */
export abstract class UseGrammar extends ExpressionGrammar {
  protected readonly use = this.RULE('use', () => {
    this.CONSUME(words.Use);
    this.SUBRULE(this.useTree);
  });

  /** `use` of a module, not the `use +` of a loop. */
  protected startsUse(): boolean {
    const isFold = [signs.BinaryOperator, words.End].some((type) => tokenMatcher(this.LA(2), type));
    return this.nextIs(words.Use) && !isFold;
  }

  protected readonly useTree: ParserMethod<[], CstNode> = this.RULE('useTree', () => {
    this.nest(() => this.parseUseTree());
  });

  /** Behind a group, neither a further name nor `as` makes sense. */
  private parseUseTree(): void {
    this.SUBRULE1(this.name);
    this.MANY({
      GATE: () => !this.lastIs(signs.RBrace),
      DEF: () => {
        this.CONSUME(signs.DoubleColon);
        this.OR({
          DEF: [{ ALT: () => this.SUBRULE2(this.name) }, { ALT: () => this.SUBRULE(this.useGroup) }],
          ERR_MSG: `${A_NAME} or \`{\``,
        });
      },
    });
    this.OPTION({
      GATE: () => !this.lastIs(signs.RBrace),
      DEF: () => {
        this.CONSUME(words.As);
        this.SUBRULE3(this.name, { LABEL: 'alias' });
      },
    });
  }

  protected readonly useGroup = this.RULE('useGroup', () => {
    const opener = this.CONSUME(signs.LBrace);
    this.entries(
      signs.RBrace,
      'useGroup',
      () => this.nextIs(Identifier),
      () => {
        this.SUBRULE(this.useTree);
      },
    );
    this.close(signs.RBrace, opener, 'useGroup');
  });
}
