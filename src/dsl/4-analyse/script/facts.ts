/**
 * What analysis learns about scripts and expressions: side tables, by node of the syntax tree. Phase 5 builds
 * closures from the tree and these.
 */
import type { AggregateDefinition } from '../../../runtime/aggregates/index.ts';
import type { ConstantDefinition, FunctionDefinition } from '../../../runtime/std/index.ts';
import type { Extractor } from '../../../runtime/extractors/index.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type {
  BindingPattern,
  CallExpression,
  ConstDefinition,
  Expression,
  ExpressionPattern,
  FnDefinition,
  ModulePath,
  ExtractorPattern,
  Name,
  ScriptDefinition,
} from '../../3-ast/nodes.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';
import type { Scope } from '../scope.ts';

/** What a name without a module stands for. */
export type Binding = { readonly kind: 'local'; readonly slot: number } | ConstBinding;

export interface ConstBinding {
  readonly kind: 'const';
  readonly definition: ConstDefinition;
  /** The module that it stands in; null: it stands in the text at hand. */
  readonly library: LibraryFacts | null;
}

export interface Tables {
  /** Names at the root of a path, read or assigned. */
  readonly names: ReadonlyMap<Name, Binding>;
  /** The slots that are set by `case name = …`, by a name among the patterns of a function, and by the names of a `for`. */
  readonly captures: ReadonlyMap<BindingPattern | ExpressionPattern | Name, number>;
  /** The calls of functions of the standard library, … */
  readonly functions: ReadonlyMap<CallExpression, FunctionDefinition>;
  /** … those of functions that a user has defined, … */
  readonly userFunctions: ReadonlyMap<CallExpression, UserFunction>;
  /** … and those of aggregates, in the order of the text. */
  readonly aggregates: ReadonlyMap<CallExpression, AggregateDefinition>;
  /** Constants of the standard library at the root of a path, … */
  readonly moduleConstants: ReadonlyMap<ModulePath, ConstantDefinition>;
  /** … and those of the modules of users. */
  readonly userConstants: ReadonlyMap<ModulePath, ConstBinding>;
  readonly extractors: ReadonlyMap<ExtractorPattern, Extractor>;
  /** Expressions that repeat one of those after `group by`, with its place in `group`. */
  readonly groupReferences: ReadonlyMap<Expression, number>;
  /** Expressions whose value is known without arguments. */
  readonly constants: ReadonlyMap<Expression, Value>;
}

/** What a module defines for expressions, with the tables of its own text. */
export interface LibraryFacts {
  readonly source: Source;
  readonly tables: Tables;
  readonly slots: number;
  readonly constants: ReadonlyMap<string, ConstDefinition>;
  readonly functions: ReadonlyMap<string, UserFunction>;
}

/** A function that a script or a module defines. Its body is read with the tables of the text that it stands in. */
export interface UserFunction {
  readonly kind: 'user';
  readonly definition: FnDefinition;
  readonly source: Source;
  readonly tables: Tables;
  /** How many locals a call needs: the arguments, then `args` if it is variadic, then its own. */
  readonly slots: number;
  /** Does it always give the same for the same arguments? Then calls with known ones are computed beforehand. */
  readonly constant: boolean;
}

/** What of the event is looked at. A hint for codecs: see `Demand`. */
export interface Reads {
  /** Top-level fields, also those read through a local that is the event. */
  readonly fields: readonly string[];
  /** Can the result be the event itself? */
  readonly passesEvent: boolean;
}

export interface ScriptFacts {
  readonly definition: ScriptDefinition;
  readonly source: Source;
  readonly tables: Tables;
  /** How many locals a frame needs. */
  readonly slots: number;
  /** `in`, then the ports with a `script from`. */
  readonly inputs: readonly string[];
  /** Where events can come out: the literal ports of `emit`, at their first place, and `out` and `err` (null). */
  readonly outputs: ReadonlyMap<string, Span | null>;
  /** Is there an `emit` whose port is known only when it runs? */
  readonly dynamicOutputs: boolean;
  readonly reads: Reads;
}

export interface ExpressionFacts {
  readonly expression: Expression;
  readonly source: Source;
  readonly tables: Tables;
  readonly slots: number;
  readonly reads: Reads;
  /** False when a mistake in it, here or where it was defined, leaves it without a value. */
  readonly isWhole: boolean;
}

/** What an expression outside of scripts may refer to. */
export interface ExpressionScope {
  /** The arguments by name. */
  readonly params: readonly string[];
  /** The block that the expression stands in: the modules that it uses. None when left out. */
  readonly around?: Scope;
  /**
   * `select`: the event, its metadata and arguments, no locals, no statements. `constant`: only what is known before
   * the flow runs, for settings and defaults.
   */
  readonly use: 'select' | 'constant';
  /** Which part of a select it is; left out for what is none. */
  readonly clause?: SelectClause;
}

/** A part of a `select`, and whether the select is from a window; null when that could not be read. */
export interface SelectClause {
  readonly part: 'target' | 'where' | 'group by' | 'having';
  readonly isWindowed: boolean | null;
  /** What it is grouped by, each at its place in `group`. */
  readonly grouped: readonly Expression[];
}

/** What the script of a window is run for, and what it may look at. */
export interface WindowPart {
  readonly body: 'event' | 'tick';
  /** Only a window with `state` has one. */
  readonly hasState: boolean;
}
