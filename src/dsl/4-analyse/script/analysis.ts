import type { Value } from '../../../runtime/value/value.ts';
import type { AggregateDefinition } from '../../../runtime/aggregates/index.ts';
import type { ConstantDefinition, FunctionDefinition } from '../../../runtime/std/index.ts';
import type { Extractor } from '../../../runtime/extractors/index.ts';
import type {
  BindingPattern,
  CallExpression,
  Expression,
  ExtractorPattern,
  ExpressionPattern,
  FnDefinition,
  ModulePath,
  Name,
} from '../../3-ast/nodes.ts';
import type { Diagnostic, Source, Span } from '../../diagnostics/diagnostic.ts';
import { error, warning } from '../../diagnostics/index.ts';
import type { Report } from '../../diagnostics/index.ts';
import type { Scope as Block } from '../scope.ts';
import type { Binding, ConstBinding, SelectClause, Tables, UserFunction, WindowPart } from './facts.ts';
import { ReadsCollector } from './reads.ts';
import { reportUnused } from './unused-functions.ts';
import { Scope } from './scope.ts';

/**
 * Where an expression stands: as a statement (it may assign and end the script), as part of something (it only has
 * a value), or where its value must be known before the flow runs.
 */
export type Place = 'statement' | 'value' | 'constant';

/** The place of what is inside an expression that is no statement itself. */
export function insideOf(place: Place): Place {
  return place === 'constant' ? 'constant' : 'value';
}

/** What a script, a select or a constant may refer to. */
export type Use = 'script' | 'select' | 'constant' | 'function';

/** The function whose body is at hand. */
export interface FunctionAtHand {
  readonly definition: FnDefinition;
  /** What it ends with: there, and only there, it can `recur`. */
  readonly tails: ReadonlySet<Expression>;
  /** Until something is called that is not. */
  isConstant: boolean;
}

/** The work in progress of one script or expression. Its tables become the facts. */
export class Analysis {
  readonly source: Source;
  use: Use;
  readonly params: readonly string[];
  /** The block that the text stands in: what modules can be reached, and the constants of its file. */
  readonly around: Block | null;
  readonly diagnostics: Diagnostic[] = [];

  readonly names = new Map<Name, Binding>();
  readonly captures = new Map<BindingPattern | ExpressionPattern | Name, number>();
  readonly functions = new Map<CallExpression, FunctionDefinition>();
  readonly aggregates = new Map<CallExpression, AggregateDefinition>();
  readonly moduleConstants = new Map<ModulePath, ConstantDefinition>();
  readonly userConstants = new Map<ModulePath, ConstBinding>();
  readonly extractors = new Map<ExtractorPattern, Extractor>();
  readonly userFunctions = new Map<CallExpression, UserFunction>();
  readonly groupReferences = new Map<Expression, number>();
  readonly constants = new Map<Expression, Value>();
  /** Expressions with a reported mistake: their value is not asked for. */
  readonly broken = new Set<Expression>();

  readonly outputs = new Map<string, Span | null>();
  dynamicOutputs = false;
  slots = 0;
  /** In a constant: the locals from this slot on are its own. */
  constantFloor = 0;

  fn: FunctionAtHand | null = null;
  /** The part of a select that is at hand. */
  clause: SelectClause | null = null;
  /** The script of a window that is at hand. */
  windowPart: WindowPart | null = null;
  /** The aggregate whose arguments are at hand. */
  aggregate: CallExpression | null = null;

  /** Of the body at hand. */
  scope = new Scope([]);
  readonly reads = new ReadsCollector();

  /** Looks at an expression and everything in it. A field, so that the visitors need not know each other. */
  readonly visit: (expression: Expression, place: Place) => void;

  constructor(
    source: Source,
    use: Use,
    params: readonly string[],
    visit: (analysis: Analysis, expression: Expression, place: Place) => void,
    around: Block | null = null,
  ) {
    this.source = source;
    this.use = use;
    this.params = params;
    this.around = around;
    this.visit = (expression, place) => visit(this, expression, place);
  }

  error(report: Omit<Report, 'source'>): void {
    this.diagnostics.push(error({ ...report, source: this.source }));
  }

  warning(report: Omit<Report, 'source'>): void {
    this.diagnostics.push(warning({ ...report, source: this.source }));
  }

  /** Another place in the same text. */
  label(span: Span, text: string): { readonly source: Source; readonly span: Span; readonly text: string } {
    return { source: this.source, span, text };
  }

  /** Begins with a body: its own names, and the event under no other name yet. */
  enter(body: readonly Expression[]): void {
    this.scope = new Scope(body);
    this.constantFloor = 0;
    this.reads.forgetLocals();
  }

  leave(): void {
    this.slots = Math.max(this.slots, this.scope.slots);
    reportUnused(this);
  }

  get tables(): Tables {
    const { names, captures, functions, userFunctions, aggregates } = this;
    const { moduleConstants, userConstants, extractors, groupReferences, constants } = this;
    return {
      ...{ names, captures, functions, userFunctions, aggregates },
      ...{ moduleConstants, userConstants, extractors, groupReferences, constants },
    };
  }

  textOf(span: Span): string {
    return this.source.text.slice(span.start, span.end);
  }
}
