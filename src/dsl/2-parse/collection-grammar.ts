import { tokenLabel } from 'chevrotain';
import type { CstNode, ParserMethod } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { Identifier, Underscore } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { A_NAME, AN_OPERATION } from './expectations.ts';
import { FunctionGrammar } from './function-grammar.ts';
import { BEHIND_VALUE, ENDS_BODY, OPERATION_WORDS } from './token-sets.ts';

/** What goes over arrays and records, or changes records: `for`, `patch` and `merge`. */
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
    this.parseGuard();
    this.parseArrow();
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

  /** `merge event of {"a": 1} end`. */
  protected override readonly merge: ParserMethod<[], CstNode> = this.RULE('merge', () => {
    const opener = this.CONSUME(words.Merge);
    this.SUBRULE1(this.value);
    this.CONSUME(words.Of);
    this.SUBRULE2(this.value);
    this.close(words.End, opener, 'merge');
  });

  /** `patch event of insert "a" => 1; erase "b" end`. */
  protected override readonly patch: ParserMethod<[], CstNode> = this.RULE('patch', () => {
    const opener = this.CONSUME(words.Patch);
    this.SUBRULE(this.value);
    this.CONSUME(words.Of);
    this.SUBRULE(this.operations);
    this.close(words.End, opener, 'patch');
  });

  protected readonly operations = this.RULE('operations', () => {
    const isOver = () => !this.nextIs(signs.Arrow) && this.nextIs(...ENDS_BODY, ...BEHIND_VALUE);
    const starts = () => this.nextIs(...OPERATION_WORDS);
    const isOverOrStarts = () => isOver() || starts();
    do {
      this.repeat(
        () => starts() || this.nextIs(signs.Semicolon),
        () => {
          if (starts() || this.RECORDING_PHASE) this.SUBRULE(this.operation);
          this.terminate(OPERATION_WORDS, isOver, starts, isOverOrStarts);
        },
      );
    } while (this.skipJunk(AN_OPERATION, isOverOrStarts));
  });

  protected readonly operation = this.RULE('operation', () => {
    this.OR1([
      { ALT: () => this.parseSetting() },
      {
        ALT: () => {
          this.CONSUME(words.Erase);
          this.SUBRULE1(this.key);
        },
      },
      { ALT: () => this.parseMoving() },
      { ALT: () => this.parseMerging() },
    ]);
  });

  /** `insert "a" => 1`. */
  private parseSetting(): void {
    this.OR2([
      { ALT: () => this.CONSUME(words.Insert) },
      { ALT: () => this.CONSUME(words.Update) },
      { ALT: () => this.CONSUME(words.Upsert) },
    ]);
    this.SUBRULE2(this.key);
    this.CONSUME1(signs.Arrow);
    this.SUBRULE1(this.value);
  }

  /** `move "a" => "b"`. */
  private parseMoving(): void {
    this.OR3([{ ALT: () => this.CONSUME(words.Move) }, { ALT: () => this.CONSUME(words.Copy) }]);
    this.SUBRULE3(this.key);
    this.CONSUME2(signs.Arrow);
    this.SUBRULE4(this.key, { LABEL: 'destination' });
  }

  /** `merge "a" => {}` or `merge => {}`. */
  private parseMerging(): void {
    this.OR4([{ ALT: () => this.CONSUME(words.Merge) }, { ALT: () => this.CONSUME(words.Default) }]);
    this.OPTION(() => this.SUBRULE5(this.key));
    this.CONSUME3(signs.Arrow);
    this.SUBRULE2(this.value);
  }
}
