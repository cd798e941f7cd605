import type { Value, ValueRecord } from '../../../runtime/value/value.ts';
import { EMPTY_RECORD } from '../../../runtime/value/value.ts';
import type { ConstBinding, LibraryFacts, Tables, UserFunction } from '../../4-analyse/script/index.ts';
import type { ConstDefinition, Expression, FnDefinition, Name, PathRoot } from '../../3-ast/nodes.ts';
import type { Variables } from '../../variables.ts';
import type { Diagnostic, Source } from '../../diagnostics/diagnostic.ts';
import { error } from '../../diagnostics/report.ts';
import type { Evaluator } from '../evaluator.ts';
import { RuntimeError } from '../evaluator.ts';
import { cellOf, cellsWithFields } from './cells.ts';
import { layoutOf } from './compiled-function.ts';
import type { CompiledFunction, Layout } from './compiled-function.ts';
import type { Cell } from './cells.ts';
import { createFrame } from './statement.ts';
import type { Statement } from './statement.ts';

/** What emission starts from. */
export interface EmissionInput {
  readonly source: Source;
  readonly tables: Tables;
  readonly slots: number;
  readonly args: ValueRecord;
  readonly variables: Variables;
  /** Where a `let` sets fields. */
  readonly cells: ReadonlySet<Cell>;
  readonly layout?: Layout;
}

/** What the functions that a script calls have in common with it. */
interface Shared {
  readonly diagnostics: Diagnostic[];
  readonly consts: Map<ConstDefinition, Value>;
  readonly functions: Map<UserFunction, CompiledFunction>;
}

/** The two recursive functions that all emitters share. */
export interface Emitters {
  expression(emission: Emission, expression: Expression): Evaluator;
  statement(emission: Emission, expression: Expression): Statement;
}

/** The making of one script, expression or function for given arguments. */
export class Emission {
  readonly source: Source;
  readonly tables: Tables;
  readonly args: ValueRecord;
  readonly variables: Variables;
  readonly diagnostics: Diagnostic[];
  /** The constants defined so far. */
  readonly consts: Map<ConstDefinition, Value>;
  /** Of the function that is made, where its arguments are. */
  readonly layout: Layout | null;
  readonly #functions: Map<UserFunction, CompiledFunction>;
  readonly #slots: number;
  readonly #cells: ReadonlySet<Cell>;
  readonly #emitters: Emitters;
  /** Evaluators that always give this value. */
  readonly #known = new Map<Evaluator, Value>();

  /** `shared`: what this one has in common with the emission that it is a part of. */
  constructor(input: EmissionInput, emitters: Emitters, shared?: Shared) {
    this.source = input.source;
    this.tables = input.tables;
    this.args = input.args;
    this.variables = input.variables;
    this.#slots = input.slots;
    this.#cells = input.cells;
    this.#emitters = emitters;
    this.layout = input.layout ?? null;
    this.diagnostics = shared?.diagnostics ?? [];
    this.consts = shared?.consts ?? new Map<ConstDefinition, Value>();
    this.#functions = shared?.functions ?? new Map<UserFunction, CompiledFunction>();
  }

  /** A function, built with the tables of its own text when it is called for the first time. */
  function(
    fn: UserFunction,
    build: (emission: Emission, fn: UserFunction) => CompiledFunction,
  ): CompiledFunction {
    const known = this.#functions.get(fn);
    if (known !== undefined) return known;
    const { args, variables } = this;
    const { definition, source, tables, slots } = fn;
    const cells = cellsWithFields(tables, bodyOf(definition));
    const input = { source, tables, slots, args, variables, cells, layout: layoutOf(fn) };
    const compiled = build(new Emission(input, this.#emitters, this.#shared), fn);
    this.#functions.set(fn, compiled);
    return compiled;
  }

  /** The closure of an expression; of a constant one, its value. */
  expression(expression: Expression): Evaluator {
    const { constants, groupReferences } = this.tables;
    const group = groupReferences.get(expression);
    // What a window is grouped by is an array.
    if (group !== undefined) return (frame) => (frame.group as readonly Value[])[group]!;
    const value = constants.get(expression);
    return value === undefined ? this.#emitters.expression(this, expression) : this.constant(value);
  }

  /** The closure of a statement, which may end the script. */
  statement(expression: Expression): Statement {
    return this.#emitters.statement(this, expression);
  }

  /** The value of a constant; of one that stands in a module, computed when it is first asked for. */
  constantOf({ definition, library }: ConstBinding): Value {
    const known = this.consts.get(definition);
    if (known !== undefined) return known;
    const value = this.#emissionFor(library).evaluate(definition.value);
    // A constant without a value has been reported; nothing of this will run.
    this.consts.set(definition, value ?? null);
    return value ?? null;
  }

  /** For what stands in a module, with the tables of its own text. A function's arguments are not there for it. */
  #emissionFor(library: LibraryFacts | null): Emission {
    if (library === null && this.layout === null) return this;
    const { source, tables } = library ?? this;
    const slots = library?.slots ?? this.#slots;
    const { variables } = this;
    const input = { source, tables, slots, args: EMPTY_RECORD, variables, cells: new Set<Cell>() };
    return new Emission(input, this.#emitters, this.#shared);
  }

  get #shared(): Shared {
    return { diagnostics: this.diagnostics, consts: this.consts, functions: this.#functions };
  }

  /** The cell that is read here, if a `let` may own the record in it. */
  ownableCell(root: PathRoot): Cell | undefined {
    const isCell = CELL_ROOTS.has(root.kind) || (root.kind === 'name' && this.#isLocal(root));
    const cell = isCell ? cellOf(this.tables, root) : undefined;
    return cell !== undefined && this.#cells.has(cell) ? cell : undefined;
  }

  constant(value: Value): Evaluator {
    const run: Evaluator = () => value;
    this.#known.set(run, value);
    return run;
  }

  /** The value that an evaluator always gives, if it is known. */
  valueOf(evaluator: Evaluator): Value | undefined {
    return this.#known.get(evaluator);
  }

  /**
   * Computes at once what depends only on `parts` that are all known (through arguments: everything else was folded
   * by analysis). What fails stays as it is and fails when it runs, because it may stand in a branch that these
   * arguments never take.
   */
  settle(run: Evaluator, parts: readonly Evaluator[]): Evaluator {
    if (!parts.every((part) => this.#known.has(part))) return run;
    try {
      return this.constant(run(createFrame(0, null)));
    } catch (problem) {
      if (problem instanceof RuntimeError) return run;
      throw problem;
    }
  }

  /** The value of an expression that must be known now; undefined, with a diagnostic, when it fails. */
  evaluate(expression: Expression): Value | undefined {
    try {
      return this.expression(expression)(createFrame(this.#slots, null));
    } catch (problem) {
      if (!(problem instanceof RuntimeError)) throw problem;
      this.diagnostics.push(toDiagnostic(problem, this.args));
      return undefined;
    }
  }

  #isLocal(name: Name): boolean {
    return this.tables.names.get(name)?.kind === 'local';
  }
}

function bodyOf({ body }: FnDefinition): readonly Expression[] {
  return body.kind === 'with' ? body.body : body.cases.flatMap((each) => each.body);
}

const CELL_ROOTS: ReadonlySet<PathRoot['kind']> = new Set(['event', 'meta', 'state']);

/** The codes of one problem, in a constant and in an event, end in the same two digits. */
function toDiagnostic({ code, message, source, span, help }: RuntimeError, args: ValueRecord): Diagnostic {
  const title = message;
  const constant = code.replace('FR8', 'FR5');
  // Of a variable that is not set, the title says it all.
  if (constant === 'FR595') return error({ code: constant, title, source, span, help });
  const label = args.size > 0 ? 'has no result with these arguments' : 'never has a result';
  return error({ code: constant, title, source, span, label, help });
}
