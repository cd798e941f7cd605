/**
 * A pipeline ready to be made: arguments filled in, expressions compiled, nested pipelines and streams dissolved.
 *
 * What is left are taps (places from which selects take), selects, scripts, and keepers. The graph has no cycles: analysis
 * has refused them.
 */
import type { Secrets } from '../../../runtime/plan.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';
import type { Reads } from '../../4-analyse/index.ts';
import type { Evaluator } from '../evaluator.ts';
import type { CompiledScript } from '../script/index.ts';
import type { CompiledGroupBy } from '../windows/group-by.ts';
import type { KeeperNode } from './keeper.ts';

export interface PipelineGraph {
  readonly name: string;
  readonly outputs: readonly string[];
  readonly inputs: ReadonlyMap<string, Tap>;
  /** With those of nested pipelines. */
  readonly scripts: readonly ScriptNode[];
  /** What no error event may show. */
  readonly secrets: Secrets;
}

/** A port from which events can be taken, by every select in the order in which they are written. */
export interface Tap {
  readonly edges: readonly SelectEdge[];
}

/** Where an event goes next. */
export type Target =
  | { readonly kind: 'output'; readonly index: number }
  | { readonly kind: 'tap'; readonly tap: Tap }
  | { readonly kind: 'script'; readonly script: ScriptNode; readonly port: string }
  | { readonly kind: 'keeper'; readonly keeper: KeeperNode; readonly port: string };

/** A `select`; without its expressions it is a plain pass. One from a window is a pass to a keeper. */
export interface SelectEdge {
  /** `main/select from in into out`. */
  readonly path: string;
  readonly where: Guard | null;
  readonly groupBy: (CompiledGroupBy & { readonly reads: Reads }) | null;
  /** Null: the event as it is. */
  readonly target: CompiledExpression | null;
  readonly having: Guard | null;
  readonly into: Target;
  /** Where an event goes whose expressions fail: the pipeline's `err`. */
  readonly errors: Target;
  readonly source: Source;
  readonly span: Span;
}

export interface CompiledExpression {
  readonly evaluate: Evaluator;
  readonly reads: Reads;
}

/** A condition: anything but a bool is an error at its place. */
export interface Guard extends CompiledExpression {
  readonly clause: 'where' | 'having';
  readonly source: Source;
  readonly span: Span;
}

export interface ScriptNode {
  /** `main/enrich`; in a nested pipeline `main/inner/enrich`. Also the name of its state in a checkpoint. */
  readonly path: string;
  readonly compiled: CompiledScript;
  /** What is selected from; a port that is missing here has no taker. */
  readonly ports: ReadonlyMap<string, Tap>;
  /** Where failures go: the script's own `err` port, or else the pipeline's. */
  readonly errors: Target;
  /** Where events on ports without a taker are reported. */
  readonly unclaimed: Target;
  readonly source: Source;
  /** Its name in `create`. */
  readonly span: Span;
  /** Where it emits to a port, by the literal name of that port; in the text of its definition. */
  readonly emits: ReadonlyMap<string, Span | null>;
  readonly definitionSource: Source;
}
