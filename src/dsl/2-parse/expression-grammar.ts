import { EOF, tokenLabel } from 'chevrotain';
import type { CstNode, ParserMethod, TokenType } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { LiteralToken } from '../1-lex/literal.ts';
import { Identifier } from '../1-lex/names.ts';
import { Integer } from '../1-lex/numbers.ts';
import * as signs from '../1-lex/punctuation.ts';
import * as strings from '../1-lex/strings.ts';
import { AN_EXPRESSION } from './expectations.ts';
import { ClauseParser } from './clause-parser.ts';
import { MAX_IN_A_ROW } from './nesting.ts';
import { VALUE_START } from './token-sets.ts';

/** What the lexer gives a counterpart, whatever the text. */
const LEXED_OPENERS: readonly TokenType[] = [
  ...[strings.StringOpen, strings.HeredocOpen, strings.InterpolationOpen],
  ...[signs.LBrace, signs.RecordPatternOpen],
];

/** Values: literals, strings, paths, calls and operators. */
export abstract class ExpressionGrammar extends ClauseParser {
  protected abstract readonly match: ParserMethod<[], CstNode>;
  protected abstract readonly loop: ParserMethod<[], CstNode>;
  protected abstract readonly patch: ParserMethod<[], CstNode>;
  protected abstract readonly merge: ParserMethod<[], CstNode>;

  protected startsValue(): boolean {
    return this.nextIs(...VALUE_START);
  }

  /** Operands and operators in a row; the tree builder gives them their precedence. */
  readonly value = this.RULE('value', () => {
    let operators = 0;
    this.SUBRULE1(this.operand);
    this.MANY(() => {
      this.CONSUME(signs.BinaryOperator);
      this.SUBRULE2(this.operand);
      if (++operators === MAX_IN_A_ROW.operators) this.giveUp('operators');
    });
  });

  protected readonly operand = this.RULE('operand', () => {
    let prefixes = 0;
    this.MANY(() => {
      this.CONSUME(signs.PrefixOperator);
      if (++prefixes === MAX_IN_A_ROW.signs) this.giveUp('signs');
    });
    this.SUBRULE(this.primary);
  });

  protected readonly primary = this.RULE('primary', () => {
    this.nest(() => this.parsePrimary());
  });

  private parsePrimary(): void {
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(LiteralToken) },
        { ALT: () => this.SUBRULE(this.string) },
        { ALT: () => this.SUBRULE(this.list) },
        { ALT: () => this.SUBRULE(this.bytes) },
        { ALT: () => this.SUBRULE(this.record) },
        { ALT: () => this.SUBRULE(this.group) },
        { ALT: () => this.SUBRULE(this.match) },
        { ALT: () => this.SUBRULE(this.loop) },
        { ALT: () => this.SUBRULE(this.patch) },
        { ALT: () => this.SUBRULE(this.merge) },
        { ALT: () => this.SUBRULE(this.recur) },
        { ALT: () => this.SUBRULE(this.presence) },
        { ALT: () => this.CONSUME(words.RootWord) },
        { ALT: () => this.SUBRULE(this.meta) },
        { ALT: () => this.SUBRULE(this.reference) },
      ],
      ERR_MSG: AN_EXPRESSION,
    });
    let segments = 0;
    this.MANY(() => {
      this.SUBRULE(this.segment);
      if (++segments === MAX_IN_A_ROW.segments) this.giveUp('segments');
    });
  }

  protected readonly string = this.RULE('string', () => {
    this.OR1({
      DEF: [
        { ALT: () => this.CONSUME(strings.StringOpen) },
        { ALT: () => this.CONSUME(strings.HeredocOpen) },
      ],
      ERR_MSG: tokenLabel(strings.StringOpen),
    });
    this.MANY(() => this.SUBRULE(this.stringPart));
    this.OR2([
      { ALT: () => this.CONSUME(strings.StringClose) },
      { ALT: () => this.CONSUME(strings.HeredocClose) },
    ]);
  });

  protected readonly stringPart = this.RULE('stringPart', () => {
    this.OR([
      { ALT: () => this.CONSUME(strings.StringChunk) },
      { ALT: () => this.SUBRULE(this.interpolation) },
    ]);
  });

  protected readonly interpolation = this.RULE('interpolation', () => {
    this.CONSUME(strings.InterpolationOpen);
    this.OPTION(() => this.SUBRULE(this.value));
    this.skipToEndOfInterpolation();
    this.CONSUME(signs.RBrace);
  });

  /** Skips what is too much; strings and braces in it are in pairs, because the lexer has paired them. */
  private skipToEndOfInterpolation(): void {
    if (this.RECORDING_PHASE || this.nextIs(signs.RBrace)) return;
    this.complainOfNext(tokenLabel(signs.RBrace));
    let depth = 0;
    do {
      if (this.nextIs(...LEXED_OPENERS)) depth++;
      else if (this.nextIs(signs.RBrace, strings.StringClose, strings.HeredocClose)) depth--;
      this.SKIP_TOKEN();
    } while (depth > 0 || !this.nextIs(signs.RBrace, EOF));
  }

  protected readonly list = this.RULE('list', () => {
    const opener = this.CONSUME(signs.LBracket);
    this.entries(
      signs.RBracket,
      'list',
      () => this.startsValue(),
      () => {
        this.SUBRULE(this.value);
      },
    );
    this.close(signs.RBracket, opener, 'list');
  });

  /** `<< 1:4, event.x:16/little, "s"/binary >>`. */
  protected readonly bytes = this.RULE('bytes', () => {
    const opener = this.CONSUME(signs.ShiftLeft);
    this.entries(
      signs.ShiftRight,
      'bytes',
      () => this.startsValue(),
      () => {
        this.SUBRULE(this.bytesPart);
      },
    );
    this.close(signs.ShiftRight, opener, 'bytes');
  });

  /** A value without an operator behind it: `/` and `>>` have their own meaning here. */
  protected readonly bytesPart = this.RULE('bytesPart', () => {
    this.SUBRULE(this.operand);
    this.OPTION1(() => {
      this.CONSUME(signs.Colon);
      this.OPTION2(() => this.CONSUME(signs.Minus));
      this.CONSUME(Integer);
    });
    this.OPTION3(() => {
      this.CONSUME(signs.Slash);
      this.CONSUME(Identifier);
      // `signed-integer`, as older Tremor had it: no part goes on with a minus.
      this.MANY(() => {
        this.CONSUME1(signs.Minus, { LABEL: 'Hyphen' });
        this.CONSUME1(Identifier);
      });
    });
  });

  protected readonly record = this.RULE('record', () => {
    const opener = this.CONSUME(signs.LBrace);
    this.entries(
      signs.RBrace,
      'record',
      () => this.nextIs(strings.StringOpen, strings.HeredocOpen, Identifier),
      () => {
        this.SUBRULE(this.field);
      },
    );
    this.close(signs.RBrace, opener, 'record');
  });

  protected readonly field = this.RULE('field', () => {
    this.SUBRULE(this.key);
    this.CONSUME(signs.Colon);
    this.SUBRULE(this.value);
  });

  /** The name of a field: a string. Without its quotes, it is taken for one. */
  protected readonly key = this.RULE('key', () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.string) },
        {
          ALT: () => {
            const token = this.CONSUME(Identifier);
            this.complain({ kind: 'bare-key', token });
          },
        },
      ],
      ERR_MSG: tokenLabel(strings.StringOpen),
    });
  });

  /** `(a + b)`. */
  protected readonly group = this.RULE('group', () => {
    const opener = this.CONSUME(signs.LParen);
    this.SUBRULE(this.value);
    this.close(signs.RParen, opener, 'group');
  });

  protected readonly presence = this.RULE('presence', () => {
    this.OR([{ ALT: () => this.CONSUME(words.Present) }, { ALT: () => this.CONSUME(words.Absent) }]);
    this.SUBRULE(this.primary);
  });

  /** `$` or `$name`. */
  protected readonly meta = this.RULE('meta', () => {
    this.CONSUME(signs.Dollar);
    if (!this.RECORDING_PHASE && this.isAdjacent() && this.nextIs(words.Keyword)) {
      this.CONSUME(words.Keyword, { LABEL: 'Identifier' });
    } else {
      this.OPTION(() => this.CONSUME(Identifier));
    }
  });

  /** A local, a constant, or a call. */
  protected readonly reference = this.RULE('reference', () => {
    this.SUBRULE(this.modulePath);
    this.OPTION(() => this.SUBRULE(this.callArguments));
  });

  /** `recur(a, b)`: the function around, once more. */
  protected readonly recur = this.RULE('recur', () => {
    this.CONSUME(words.Recur);
    this.SUBRULE(this.callArguments);
  });

  protected readonly callArguments = this.RULE('callArguments', () => {
    const opener = this.CONSUME(signs.LParen);
    this.entries(
      signs.RParen,
      'callArguments',
      () => this.startsValue(),
      () => {
        this.SUBRULE(this.value);
      },
    );
    this.close(signs.RParen, opener, 'callArguments');
  });

  protected readonly modulePath = this.RULE('modulePath', () => {
    this.SUBRULE1(this.name);
    this.MANY(() => {
      this.CONSUME(signs.DoubleColon);
      this.SUBRULE2(this.name);
    });
  });

  /** `.key`, `[index]` or `[from:to]`. */
  protected readonly segment = this.RULE('segment', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(signs.Dot);
          // Right behind the dot a keyword can only be a key: error events have a field `event`.
          this.SUBRULE(this.name, { ARGS: [this.isAdjacent()] });
        },
      },
      {
        ALT: () => {
          const opener = this.CONSUME(signs.LBracket);
          this.SUBRULE1(this.value);
          this.OPTION(() => {
            this.CONSUME(signs.Colon);
            this.SUBRULE2(this.value);
          });
          this.close(signs.RBracket, opener, 'segment');
        },
      },
    ]);
  });
}
