/**
 * The abstract syntax tree: plain read-only data with `kind` and `span`, never changed after it is built.
 * What later phases learn about a node lives in their own maps.
 */
import type { Span } from '../diagnostics/diagnostic.ts';

interface Node {
  readonly span: Span;
}

/** A name as the user wrote it; `text` is without back-quotes. */
export interface Name extends Node {
  readonly kind: 'name';
  readonly text: string;
}

/** `string::uppercase`, `my::module::thing`: at least one name. */
export interface ModulePath extends Node {
  readonly kind: 'module-path';
  readonly names: readonly Name[];
}

// ---------------------------------------------------------------- flow level

export interface FlowFile extends Node {
  readonly kind: 'file';
  /** The lines of `###` comments at the head, without the marks. */
  readonly docs: readonly string[];
  /** `#!config` at the head. */
  readonly config: readonly Setting[];
  readonly items: readonly FileItem[];
}

/**
 * A flow file holds flows, `deploy` and `use`. A module holds `use` and any definition: what stands in flows and
 * pipelines elsewhere, constants and functions.
 */
export type FileItem =
  | FlowDefinition
  | DeployStatement
  | UseStatement
  | ConnectorDefinition
  | PipelineDefinition
  | OperatorDefinition
  | ScriptDefinition
  | ConstDefinition
  | FnDefinition;

/** `use a::b as c`: brings a module in reach, for the block that it stands in. */
export interface UseStatement extends Node {
  readonly kind: 'use';
  readonly tree: UseTree;
}

/** `a::b`, `a::b as c`, or `a::{…}` (then `group` has what follows the names, and there is no alias). */
export interface UseTree extends Node {
  readonly kind: 'use-tree';
  readonly names: readonly Name[];
  readonly alias: Name | null;
  readonly group: readonly UseTree[] | null;
}

export interface FlowDefinition extends Node {
  readonly kind: 'define-flow';
  /** The lines of `##` comments before it. */
  readonly docs: readonly string[];
  readonly name: Name;
  readonly params: readonly Parameter[];
  readonly body: readonly FlowStatement[];
}

export type FlowStatement =
  ConnectorDefinition | PipelineDefinition | CreateStatement | ConnectStatement | UseStatement;

/** An entry of `args`: required when it has no default. */
export interface Parameter extends Node {
  readonly kind: 'parameter';
  readonly name: Name;
  readonly default: Expression | null;
}

/** An entry of `with`, or what follows `#!config`. */
export interface Setting extends Node {
  readonly kind: 'setting';
  readonly name: Name;
  readonly value: Expression;
}

export interface ConnectorDefinition extends Node {
  readonly kind: 'define-connector';
  readonly docs: readonly string[];
  readonly name: Name;
  /** `file`, `s3` … */
  readonly type: ModulePath;
  readonly params: readonly Parameter[];
  readonly settings: readonly Setting[];
}

export interface PipelineDefinition extends Node {
  readonly kind: 'define-pipeline';
  readonly docs: readonly string[];
  readonly name: Name;
  /** Ports after `from`; null when not written (then `in`). */
  readonly inputs: readonly Name[] | null;
  /** Ports after `into`; null when not written (then `out`, `err`). */
  readonly outputs: readonly Name[] | null;
  readonly params: readonly Parameter[];
  /** `#!config` at the head of its body. */
  readonly config: readonly Setting[];
  readonly body: readonly PipelineStatement[];
}

/** `create connector a from b with … end`: at flow level (connector, pipeline) or in a pipeline (the others). */
export interface CreateStatement extends Node {
  readonly kind: 'create';
  readonly what: 'connector' | 'pipeline' | 'script' | 'operator' | 'stream';
  readonly name: Name;
  readonly from: ModulePath | null;
  readonly settings: readonly Setting[];
}

export interface ConnectStatement extends Node {
  readonly kind: 'connect';
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** `/connector/name/port`. */
export interface Endpoint extends Node {
  readonly kind: 'endpoint';
  readonly what: 'connector' | 'pipeline';
  readonly name: Name;
  readonly port: Name | null;
}

export interface DeployStatement extends Node {
  readonly kind: 'deploy';
  readonly docs: readonly string[];
  readonly name: Name;
  readonly from: ModulePath | null;
  readonly settings: readonly Setting[];
}

// ---------------------------------------------------------------- pipeline level

export type PipelineStatement =
  | ScriptDefinition
  | WindowDefinition
  | OperatorDefinition
  | PipelineDefinition
  | CreateStatement
  | SelectStatement
  | UseStatement;

export interface OperatorDefinition extends Node {
  readonly kind: 'define-operator';
  readonly docs: readonly string[];
  readonly name: Name;
  /** `generic::batch` …, or an operator of a module. */
  readonly type: ModulePath;
  readonly params: readonly Parameter[];
  readonly settings: readonly Setting[];
}

export interface ScriptDefinition extends Node {
  readonly kind: 'define-script';
  readonly docs: readonly string[];
  readonly name: Name;
  readonly params: readonly Parameter[];
  readonly state: Expression | null;
  /** Those of its bodies; each is there for the whole script. */
  readonly uses: readonly UseStatement[];
  /** `script from port …`, before the main body. */
  readonly handlers: readonly ScriptHandler[];
  readonly body: readonly Expression[];
}

export interface ScriptHandler extends Node {
  readonly kind: 'script-handler';
  readonly port: Name;
  readonly body: readonly Expression[];
}

/** `define window name from tumbling with size = 2 end`. */
export interface WindowDefinition extends Node {
  readonly kind: 'define-window';
  readonly docs: readonly string[];
  readonly name: Name;
  readonly type: Node & { readonly kind: 'tumbling' | 'sliding' };
  readonly settings: readonly Setting[];
  readonly state: Expression | null;
  /** Those of its bodies; each is there for all of them. */
  readonly uses: readonly UseStatement[];
  /** `script from tick …`, before the main body. */
  readonly handlers: readonly ScriptHandler[];
  /** Null: without `script`. */
  readonly body: readonly Expression[] | null;
}

export interface SelectStatement extends Node {
  readonly kind: 'select';
  readonly target: Expression;
  readonly from: PortReference;
  /** In the brackets behind `from`. */
  readonly windows: readonly ModulePath[];
  readonly where: Expression | null;
  readonly groupBy: GroupBy | null;
  readonly into: PortReference;
  readonly having: Expression | null;
}

/** What follows `group by`: a value, several of them, or one group for each item of an array. */
export type GroupBy =
  | (Node & { readonly kind: 'group-value'; readonly value: Expression })
  | (Node & { readonly kind: 'group-set'; readonly items: readonly GroupBy[] })
  | (Node & { readonly kind: 'group-each'; readonly value: Expression });

/** `node/port` in `from` and `into`. */
export interface PortReference extends Node {
  readonly kind: 'port-reference';
  readonly node: Name;
  readonly port: Name | null;
}

// ---------------------------------------------------------------- script level

export type Expression =
  | Literal
  | StringTemplate
  | ListExpression
  | BytesExpression
  | RecordExpression
  | PathExpression
  | UnaryExpression
  | BinaryExpression
  | PresenceExpression
  | CallExpression
  | RecurExpression
  | MatchExpression
  | ForExpression
  | PatchExpression
  | MergeExpression
  | LetExpression
  | ConstDefinition
  | FnDefinition
  | EmitExpression
  | DropExpression
  | ErrorExpression;

/** null, true, an integer (always bigint here, with its sign in a unary node) or a float. */
export interface Literal extends Node {
  readonly kind: 'literal';
  readonly value: null | boolean | { readonly integer: bigint } | { readonly float: number };
}

/** A string or heredoc: text (escapes resolved) and interpolated expressions in turn. `""` has no parts. */
export interface StringTemplate extends Node {
  readonly kind: 'string';
  readonly heredoc: boolean;
  readonly parts: readonly (StringText | Interpolation)[];
}

export interface StringText extends Node {
  readonly kind: 'text';
  readonly text: string;
}

export interface Interpolation extends Node {
  readonly kind: 'interpolation';
  readonly value: Expression;
}

export interface ListExpression extends Node {
  readonly kind: 'list';
  readonly items: readonly Expression[];
}

/** `<< 1:4, event.x:16/little >>`. */
export interface BytesExpression extends Node {
  readonly kind: 'bytes';
  readonly parts: readonly BytesPart[];
}

export interface BytesPart extends Node {
  readonly kind: 'bytes-part';
  readonly value: Expression;
  /** How many bits; null when not written. */
  readonly bits: number | null;
  /** `little`, `binary` …; null when not written. */
  readonly type: Name | null;
}

export interface RecordExpression extends Node {
  readonly kind: 'record';
  readonly fields: readonly RecordField[];
}

export interface RecordField extends Node {
  readonly kind: 'field';
  readonly key: StringTemplate;
  readonly value: Expression;
}

export interface PathExpression extends Node {
  readonly kind: 'path';
  readonly root: PathRoot;
  readonly segments: readonly PathSegment[];
}

/**
 * `event`, `$`, `state`, `args`, `group`, `window`; a local or a constant by its name (which of both, analysis
 * tells); a constant of a module; or any expression in front of a segment.
 */
export type PathRoot =
  | (Node & { readonly kind: 'event' | 'meta' | 'state' | 'args' | 'group' | 'window' })
  | Name
  | ModulePath
  | (Node & { readonly kind: 'expression'; readonly value: Expression });

export type PathSegment =
  | (Node & { readonly kind: 'key'; readonly name: Name })
  | (Node & { readonly kind: 'index'; readonly index: Expression })
  | (Node & { readonly kind: 'range'; readonly from: Expression; readonly to: Expression });

export type UnaryOperator = '+' | '-' | 'not' | '!';

export interface UnaryExpression extends Node {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}

export type BinaryOperator =
  | 'or'
  | 'xor'
  | 'and'
  | '^'
  | '&'
  | '=='
  | '!='
  | '>='
  | '>'
  | '<='
  | '<'
  | '>>'
  | '>>>'
  | '<<'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';

export interface BinaryExpression extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

export interface PresenceExpression extends Node {
  readonly kind: 'presence';
  readonly test: 'present' | 'absent';
  readonly path: PathExpression;
}

export interface CallExpression extends Node {
  readonly kind: 'call';
  readonly callee: ModulePath;
  readonly args: readonly Expression[];
}

/** `recur(a, b)`: the function around, once more, with these arguments. */
export interface RecurExpression extends Node {
  readonly kind: 'recur';
  readonly args: readonly Expression[];
}

export interface MatchExpression extends Node {
  readonly kind: 'match';
  readonly target: Expression;
  readonly cases: readonly MatchCase[];
}

export interface MatchCase extends Node {
  readonly kind: 'case';
  readonly pattern: Pattern;
  readonly guard: Expression | null;
  readonly body: readonly Expression[];
}

/** `for target of case (key, value) when … => … into 0 use + end`. */
export interface ForExpression extends Node {
  readonly kind: 'for';
  readonly target: Expression;
  readonly cases: readonly ForCase[];
  readonly fold: Fold | null;
}

export interface ForCase extends Node {
  readonly kind: 'for-case';
  /** The index or the key; null for `_`. */
  readonly key: Name | null;
  /** The item or the value of the field; null for `_`. */
  readonly value: Name | null;
  readonly guard: Expression | null;
  readonly body: readonly Expression[];
}

/** `into init use operator`: what the results are put together to. */
export interface Fold extends Node {
  readonly kind: 'fold';
  readonly into: Expression;
  /** Null when not written: `+`. */
  readonly use: (Node & { readonly kind: 'use'; readonly operator: FoldOperator }) | null;
}

export type FoldOperator = Exclude<BinaryOperator, '==' | '!=' | '>=' | '>' | '<=' | '<'>;

/** `patch target of … end`: the record with the operations applied one after the other. */
export interface PatchExpression extends Node {
  readonly kind: 'patch';
  readonly target: Expression;
  readonly operations: readonly PatchOperation[];
}

export type PatchOperation = Node & { readonly kind: 'operation' } & (
    | /** `insert "key" => value`. */ {
        readonly does: 'insert' | 'update' | 'upsert';
        readonly key: StringTemplate;
        readonly value: Expression;
      }
    | { readonly does: 'erase'; readonly key: StringTemplate }
    /** `move "from" => "to"`. */
    | { readonly does: 'move' | 'copy'; readonly from: StringTemplate; readonly to: StringTemplate }
    /** `merge "key" => value`; without a key, the record as a whole. */
    | {
        readonly does: 'merge' | 'default';
        readonly key: StringTemplate | null;
        readonly value: Expression;
      }
  );

/** `merge target of value end`. */
export interface MergeExpression extends Node {
  readonly kind: 'merge';
  readonly target: Expression;
  readonly value: Expression;
}

/** `let path = value`: path is a local, event…, $meta… or state…. */
export interface LetExpression extends Node {
  readonly kind: 'let';
  readonly target: PathExpression;
  readonly value: Expression;
}

export interface ConstDefinition extends Node {
  readonly kind: 'const';
  readonly docs: readonly string[];
  readonly name: Name;
  readonly value: Expression;
}

/** `fn f(a, b) with … end`, or with cases: `fn f(a, b) of case (0, _) => … case _ => … end`. */
export interface FnDefinition extends Node {
  readonly kind: 'fn';
  readonly docs: readonly string[];
  readonly name: Name;
  readonly params: readonly Name[];
  /** Ends the parameters with `...`: takes any number of further arguments, which are in `args`. */
  readonly variadic: boolean;
  readonly body: FnBody;
}

export type FnBody =
  | { readonly kind: 'with'; readonly body: readonly Expression[] }
  /** The patterns are tuples, of all arguments, or `_`. In the tuples, a name binds. */
  | { readonly kind: 'of'; readonly cases: readonly MatchCase[] };

export interface EmitExpression extends Node {
  readonly kind: 'emit';
  /** Null: the event as it is now. */
  readonly value: Expression | null;
  readonly port: StringTemplate | null;
}

export interface DropExpression extends Node {
  readonly kind: 'drop';
}

/** Where a mistake (already reported) stands in place of an expression. Evaluates to nothing; never run. */
export interface ErrorExpression extends Node {
  readonly kind: 'error';
}

// ---------------------------------------------------------------- patterns

export type Pattern =
  | RecordPattern
  | ArrayPattern
  | TuplePattern
  | ExtractorPattern
  | ExpressionPattern
  | AnyPattern
  | BindingPattern
  | ErrorPattern;

/** `%{ present a, b == 1, c ~= %{…} }`. */
export interface RecordPattern extends Node {
  readonly kind: 'record-pattern';
  readonly fields: readonly RecordPatternField[];
}

export type RecordPatternField =
  | (Node & { readonly kind: 'presence-field'; readonly test: 'present' | 'absent'; readonly name: Name })
  | (Node & {
      readonly kind: 'comparison-field';
      readonly name: Name;
      readonly operator: '==' | '!=' | '>=' | '>' | '<=' | '<';
      readonly value: Expression;
    })
  | (Node & {
      readonly kind: 'pattern-field';
      /** The `n` of `n = key ~= …`: what the result is called when it is not called like the key. */
      readonly as: Name | null;
      readonly name: Name;
      readonly pattern: Pattern;
    });

/** `%[ 1, %{…}, _ ]`: every pattern matches some element. */
export interface ArrayPattern extends Node {
  readonly kind: 'array-pattern';
  readonly items: readonly Pattern[];
}

/** `%( 1, _, ... )`: position by position; `open` when it ends in `...`. */
export interface TuplePattern extends Node {
  readonly kind: 'tuple-pattern';
  readonly items: readonly Pattern[];
  readonly open: boolean;
}

/** `~ re|a+|`, or `re|a+|` behind `key ~=`: a string in which an extractor finds something. */
export interface ExtractorPattern extends Node {
  readonly kind: 'extractor-pattern';
  readonly name: Name;
  readonly rule: ExtractorRule;
}

/** `|a+|`; `text` is without bars and escapes. */
export interface ExtractorRule extends Node {
  readonly kind: 'rule';
  readonly text: string;
}

/** Deep equality with the value of an expression. */
export interface ExpressionPattern extends Node {
  readonly kind: 'expression-pattern';
  readonly value: Expression;
}

/** `_`. */
export interface AnyPattern extends Node {
  readonly kind: 'any-pattern';
}

/** `name = pattern`. */
export interface BindingPattern extends Node {
  readonly kind: 'binding-pattern';
  readonly name: Name;
  readonly pattern: Pattern;
}

export interface ErrorPattern extends Node {
  readonly kind: 'error-pattern';
}
