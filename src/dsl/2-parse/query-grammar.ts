import type { CstNode, ParserMethod } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { Identifier } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { CollectionGrammar } from './collection-grammar.ts';
import { AN_EXPRESSION } from './expectations.ts';

/** `select`: from where, by which condition, in which groups and windows, and where to. */
export abstract class QueryGrammar extends CollectionGrammar {
  protected readonly select = this.RULE('select', () => {
    this.CONSUME(words.Select);
    this.SUBRULE1(this.value, { LABEL: 'target' });
    this.clauses('select … from … where … group by … into … having …', [
      { word: words.From, isRequired: true, parse: () => this.parseSource() },
      {
        word: words.Where,
        parse: () => {
          this.CONSUME(words.Where);
          this.SUBRULE2(this.value, { LABEL: 'where' });
        },
      },
      {
        word: words.Group,
        parse: () => {
          this.CONSUME(words.Group);
          this.CONSUME(words.By);
          this.SUBRULE(this.groupBy);
        },
      },
      {
        word: words.Into,
        isRequired: true,
        parse: () => {
          this.CONSUME(words.Into);
          this.SUBRULE2(this.portReference, { LABEL: 'into' });
        },
      },
      {
        word: words.Having,
        parse: () => {
          this.CONSUME(words.Having);
          this.SUBRULE3(this.value, { LABEL: 'having' });
        },
      },
    ]);
  });

  /** `from node/port[window]`. */
  private parseSource(): void {
    this.CONSUME(words.From);
    this.SUBRULE1(this.portReference, { LABEL: 'from' });
    this.OPTION9(() => this.SUBRULE(this.windows));
  }

  protected readonly portReference = this.RULE('portReference', () => {
    this.SUBRULE1(this.name);
    this.OPTION1(() => {
      this.CONSUME(signs.Slash);
      this.SUBRULE2(this.name, { LABEL: 'port' });
    });
  });

  /** The `[first, second]` of `from in[first, second]`. */
  protected readonly windows = this.RULE('windows', () => {
    const opener = this.CONSUME(signs.LBracket);
    this.entries(
      signs.RBracket,
      'windows',
      () => this.nextIs(Identifier),
      () => {
        this.SUBRULE(this.modulePath);
      },
    );
    this.close(signs.RBracket, opener, 'windows');
  });

  /** `set(…)`, `each(…)` or a value. */
  protected readonly groupBy: ParserMethod<[], CstNode> = this.RULE('groupBy', () => {
    this.nest(() =>
      this.OR({
        DEF: [
          { ALT: () => this.SUBRULE(this.groupSet) },
          { ALT: () => this.SUBRULE(this.groupEach) },
          { ALT: () => this.SUBRULE(this.value) },
        ],
        ERR_MSG: AN_EXPRESSION,
      }),
    );
  });

  protected readonly groupSet = this.RULE('groupSet', () => {
    this.CONSUME(words.Set);
    const opener = this.CONSUME(signs.LParen);
    this.entries(
      signs.RParen,
      'groupSet',
      () => this.startsValue() || this.nextIs(words.Set, words.Each),
      () => {
        this.SUBRULE(this.groupBy);
      },
    );
    this.close(signs.RParen, opener, 'groupSet');
  });

  protected readonly groupEach = this.RULE('groupEach', () => {
    this.CONSUME(words.Each);
    const opener = this.CONSUME(signs.LParen);
    this.SUBRULE(this.value);
    this.close(signs.RParen, opener, 'groupEach');
  });
}
