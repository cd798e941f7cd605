import type { Integer } from '../../../runtime/value/kind.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';
import type { CompiledSelection } from '../script/index.ts';
import type { Guard } from '../pipeline/graph.ts';
import type { CompiledGroupBy } from './group-by.ts';
import type { Trigger } from './trigger.ts';

/** A window of a select, with its settings filled in. */
export interface WindowNode {
  /** What `window` is. */
  readonly name: string;
  /** Does it let go what it holds when the input ends? */
  readonly flush: boolean;
  /** How many groups it allows; null for any number. */
  readonly maxGroups: Integer | null;
  readonly source: Source;
  /** Where the select names it. */
  readonly span: Span;
  createTrigger(instance: string): Trigger;
}

/** A `select` from windows, its expressions compiled. */
export interface WindowedNode {
  /** `main/select from in[w] into out`. */
  readonly path: string;
  readonly windows: readonly WindowNode[];
  readonly where: Guard | null;
  readonly groupBy: CompiledGroupBy | null;
  readonly selection: CompiledSelection;
  readonly having: Guard | null;
  readonly source: Source;
  readonly span: Span;
}
