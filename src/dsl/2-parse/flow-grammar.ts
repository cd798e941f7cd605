import type { CstNode, IToken, ParserMethod } from 'chevrotain';
import { ConfigDirective } from '../1-lex/comments.ts';
import * as words from '../1-lex/keywords.ts';
import { Identifier } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { A_NAME, A_STATEMENT, AN_EXPRESSION } from './expectations.ts';
import { QueryGrammar } from './query-grammar.ts';
import { STATEMENT_START } from './token-sets.ts';

/**
 * Files, flows and pipelines, and modules. One rule takes every statement, wherever it stands: that a `connect` has no business
 * in a pipeline is found by the tree builder, which can say so and go on.
 */
export class FlowGrammar extends QueryGrammar {
  constructor(options: { readonly skipValidations: boolean }) {
    super(options.skipValidations);
    this.performSelfAnalysis();
  }

  readonly file = this.RULE('file', () => {
    this.SUBRULE(this.items);
  });

  /** A script on its own. */
  readonly script = this.RULE('script', () => {
    do {
      this.SUBRULE(this.body);
    } while (this.skipJunk(AN_EXPRESSION, () => false));
  });

  /** What stands in a file. */
  protected readonly items = this.RULE('items', () => {
    const isStart = () => this.startsStatement();
    do {
      this.parseStatements(() => this.nextIs(words.End), isStart);
    } while (this.skipJunk(A_STATEMENT, isStart));
  });

  /** What stands between `flow` or `pipeline` (the opener) and `end`. */
  protected readonly statements = this.RULE('statements', (opener?: IToken) => {
    this.nest(() => this.parseBody(opener!));
  });

  private parseBody(opener: IToken): void {
    const isOver = () => this.nextIs(words.End) || this.isBeyond(opener);
    // Of text that is not understood, an `end` on the same line is a part.
    const endsJunk = () => this.startsStatement() || (this.isOnNewLine() && this.nextIs(words.End));
    do {
      this.parseStatements(isOver, endsJunk);
    } while (this.skipJunk(A_STATEMENT, () => isOver() || this.startsStatement()));
  }

  private parseStatements(isOver: () => boolean, endsJunk: () => boolean): void {
    this.repeat(
      () => !isOver() && (this.startsStatement() || this.nextIs(signs.Semicolon)),
      () => {
        // A directive ends with its value: there is no `;` behind it.
        const isDirective = this.nextIs(ConfigDirective) && !this.RECORDING_PHASE;
        if (this.startsStatement() || this.RECORDING_PHASE) this.SUBRULE(this.statement);
        if (isDirective) return;
        this.terminate(STATEMENT_START, isOver, () => this.startsStatement(), endsJunk);
      },
    );
  }

  private startsStatement(): boolean {
    return this.nextIs(...STATEMENT_START);
  }

  protected readonly statement: ParserMethod<[], CstNode> = this.RULE('statement', () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.define) },
        { ALT: () => this.SUBRULE(this.create) },
        { ALT: () => this.SUBRULE(this.connect) },
        { ALT: () => this.SUBRULE(this.deploy) },
        { ALT: () => this.SUBRULE(this.select) },
        { ALT: () => this.SUBRULE(this.use) },
        { ALT: () => this.SUBRULE(this.constStep) },
        { ALT: () => this.SUBRULE(this.fnStep) },
        { ALT: () => this.SUBRULE(this.intrinsicStep) },
        { ALT: () => this.SUBRULE(this.directive) },
      ],
      ERR_MSG: A_STATEMENT,
    });
  });

  /** `#!config name = value`. */
  protected readonly directive = this.RULE('directive', () => {
    this.CONSUME(ConfigDirective);
    this.SUBRULE(this.setting);
  });

  protected readonly define = this.RULE('define', () => {
    this.CONSUME(words.Define);
    this.OR([
      { ALT: () => this.SUBRULE(this.flow) },
      { ALT: () => this.SUBRULE(this.connector) },
      { ALT: () => this.SUBRULE(this.pipeline) },
      { ALT: () => this.SUBRULE(this.operatorDefinition) },
      { ALT: () => this.SUBRULE(this.scriptDefinition) },
      { ALT: () => this.SUBRULE(this.windowDefinition) },
    ]);
  });

  protected readonly flow = this.RULE('flow', () => {
    this.CONSUME1(words.Flow);
    this.SUBRULE(this.name);
    this.OPTION(() => this.SUBRULE(this.args));
    const opener = this.CONSUME2(words.Flow);
    this.SUBRULE(this.statements, { ARGS: [opener] });
    this.close(words.End, opener, 'flow');
  });

  protected readonly connector = this.RULE('connector', () => {
    this.CONSUME(words.Connector);
    this.SUBRULE(this.name);
    this.clauses('from … args … with … end', [
      {
        word: words.From,
        isRequired: true,
        parse: () => {
          this.CONSUME(words.From);
          this.SUBRULE(this.connectorType);
        },
      },
      { word: words.Args, parse: () => this.SUBRULE(this.args) },
      { word: words.With, parse: () => this.SUBRULE(this.settings) },
    ]);
  });

  /** The one keyword that is the name of a connector, `null`, stands here as it is. */
  protected readonly connectorType = this.RULE('connectorType', () => {
    this.OR({
      DEF: [{ ALT: () => this.SUBRULE(this.modulePath) }, { ALT: () => this.CONSUME(words.Null) }],
      ERR_MSG: A_NAME,
    });
  });

  protected readonly pipeline = this.RULE('pipeline', () => {
    this.CONSUME1(words.Pipeline);
    this.SUBRULE(this.name);
    this.clauses('from … into … args … pipeline', [
      {
        word: words.From,
        parse: () => {
          this.CONSUME(words.From);
          this.SUBRULE1(this.ports, { LABEL: 'inputs' });
        },
      },
      {
        word: words.Into,
        parse: () => {
          this.CONSUME(words.Into);
          this.SUBRULE2(this.ports, { LABEL: 'outputs' });
        },
      },
      { word: words.Args, parse: () => this.SUBRULE(this.args) },
    ]);
    const opener = this.CONSUME2(words.Pipeline);
    this.SUBRULE(this.statements, { ARGS: [opener] });
    this.close(words.End, opener, 'pipeline');
  });

  protected readonly operatorDefinition = this.RULE('operatorDefinition', () => {
    this.CONSUME(words.Operator);
    this.SUBRULE(this.name);
    this.clauses('from … args … with … end', [
      {
        word: words.From,
        isRequired: true,
        parse: () => {
          this.CONSUME(words.From);
          this.SUBRULE(this.modulePath);
        },
      },
      { word: words.Args, parse: () => this.SUBRULE(this.args) },
      { word: words.With, parse: () => this.SUBRULE(this.settings) },
    ]);
  });

  protected readonly ports = this.RULE('ports', () => {
    this.AT_LEAST_ONE_SEP({ SEP: signs.Comma, DEF: () => this.SUBRULE(this.name) });
  });

  protected readonly scriptDefinition = this.RULE('scriptDefinition', () => {
    this.CONSUME1(words.Script);
    this.SUBRULE(this.name);
    this.clauses('args … state … script', [
      { word: words.Args, parse: () => this.SUBRULE(this.args) },
      {
        word: words.State,
        parse: () => {
          this.CONSUME(words.State);
          this.SUBRULE(this.value);
        },
      },
    ]);
    this.MANY(() => this.SUBRULE(this.handler));
    const opener = this.CONSUME2(words.Script);
    this.SUBRULE(this.body);
    this.close(words.End, opener, 'scriptDefinition');
  });

  protected readonly handler = this.RULE('handler', () => {
    this.CONSUME(words.Script);
    this.CONSUME(words.From);
    this.SUBRULE(this.name);
    this.SUBRULE(this.body);
  });

  /** One `end` closes all of it; the `with` has none of its own. */
  protected readonly windowDefinition = this.RULE('windowDefinition', () => {
    let opener = this.CONSUME(words.Window);
    this.SUBRULE(this.name);
    this.CONSUME(words.From);
    this.OR([{ ALT: () => this.CONSUME(words.Tumbling) }, { ALT: () => this.CONSUME(words.Sliding) }]);
    this.OPTION1(() => this.SUBRULE(this.windowSettings));
    this.OPTION2(() => {
      this.CONSUME(words.State);
      this.SUBRULE(this.value);
    });
    this.MANY(() => this.SUBRULE(this.handler));
    this.OPTION3(() => {
      opener = this.CONSUME(words.Script);
      this.SUBRULE(this.body);
    });
    this.close(words.End, opener, 'windowDefinition');
  });

  protected readonly windowSettings = this.RULE('windowSettings', () => {
    this.CONSUME(words.With);
    this.MANY(() => {
      this.SUBRULE(this.setting);
      const comma = this.OPTION(() => this.CONSUME(signs.Comma));
      if (comma === undefined && this.nextIs(Identifier)) {
        this.complain({ kind: 'missing', sign: ',', after: this.LA(0) });
      }
    });
  });

  protected readonly args = this.RULE('args', () => {
    this.CONSUME(words.Args);
    this.MANY(() => {
      this.SUBRULE(this.parameter);
      const comma = this.OPTION(() => this.CONSUME(signs.Comma));
      if (comma === undefined && this.nextIs(Identifier)) {
        this.complain({ kind: 'missing', sign: ',', after: this.LA(0) });
      }
    });
  });

  protected readonly parameter = this.RULE('parameter', () => {
    this.CONSUME(Identifier);
    this.OPTION(() => {
      this.CONSUME(signs.Assign);
      this.SUBRULE(this.value);
    });
  });

  /** `with a = 1, b = 2 end`. */
  protected readonly settings = this.RULE('settings', () => {
    const opener = this.CONSUME(words.With);
    this.entries(
      words.End,
      'settings',
      () => this.nextIs(Identifier),
      () => {
        this.SUBRULE(this.setting);
      },
    );
    this.close(words.End, opener, 'settings');
  });

  protected readonly setting = this.RULE('setting', () => {
    this.CONSUME(Identifier);
    this.CONSUME(signs.Assign);
    this.SUBRULE(this.value);
  });

  protected readonly create = this.RULE('create', () => {
    this.CONSUME(words.Create);
    this.OR([
      { ALT: () => this.CONSUME(words.Connector) },
      { ALT: () => this.CONSUME(words.Pipeline) },
      { ALT: () => this.CONSUME(words.Script) },
      { ALT: () => this.CONSUME(words.Stream) },
      { ALT: () => this.CONSUME(words.Operator) },
    ]);
    this.SUBRULE(this.name);
    this.SUBRULE(this.instance);
  });

  /** `from definition with … end`, both of which may be missing. */
  protected readonly instance = this.RULE('instance', () => {
    this.OPTION1(() => {
      this.CONSUME(words.From);
      this.SUBRULE(this.modulePath);
    });
    this.OPTION2(() => this.SUBRULE(this.settings));
  });

  protected readonly connect = this.RULE('connect', () => {
    this.CONSUME(words.Connect);
    this.SUBRULE1(this.endpoint, { LABEL: 'from' });
    this.CONSUME(words.To);
    this.SUBRULE2(this.endpoint, { LABEL: 'to' });
  });

  protected readonly endpoint = this.RULE('endpoint', () => {
    this.CONSUME1(signs.Slash, { ERR_MSG: 'an endpoint (`/connector/name` or `/pipeline/name`)' });
    this.OR([{ ALT: () => this.CONSUME(words.Connector) }, { ALT: () => this.CONSUME(words.Pipeline) }]);
    this.CONSUME2(signs.Slash);
    this.SUBRULE1(this.name);
    this.OPTION({
      GATE: () => !this.startsEndpoint(),
      DEF: () => {
        this.CONSUME3(signs.Slash);
        this.SUBRULE2(this.name, { LABEL: 'port' });
      },
    });
  });

  protected readonly deploy = this.RULE('deploy', () => {
    this.CONSUME(words.Deploy);
    this.CONSUME(words.Flow);
    this.SUBRULE(this.name);
    this.SUBRULE(this.instance);
  });

  /** The next endpoint, in front of which `to` is missing. */
  private startsEndpoint(): boolean {
    const isKind = [words.Connector, words.Pipeline].includes(this.LA(2).tokenType);
    return isKind && this.LA(3).tokenType === signs.Slash;
  }

  /**
   * Is the next statement one behind the body, whose `end` is missing? It is when it belongs around the body, and is
   * not indented deeper than the body's opener.
   */
  private isBeyond(opener: IToken): boolean {
    if (this.RECORDING_PHASE) return false;
    const [next, what] = [this.LA(1), this.LA(2)];
    const isOfFile = next.tokenType === words.Deploy || what.tokenType === words.Flow;
    const isOfFlow = next.tokenType === words.Connect || what.tokenType === words.Connector;
    const isAround = isOfFile || (isOfFlow && opener.tokenType === words.Pipeline);
    return isAround && this.layout.indentation(next) <= this.layout.indentation(opener);
  }
}
