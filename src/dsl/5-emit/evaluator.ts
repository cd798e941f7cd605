/**
 * What a compiled expression is: a closure over its already-built children that takes a frame.
 */
import type { Accumulator } from '../../runtime/aggregates/index.ts';
import type { Origin } from '../../runtime/batch.ts';
import type { Value, ValueRecord } from '../../runtime/value/value.ts';
import type { Source, Span } from '../diagnostics/diagnostic.ts';
import { place } from '../diagnostics/position.ts';

/** What an expression sees while it runs. One mutable frame per compiled script or select, reused for every event. */
export interface Frame {
  event: Value;
  meta: ValueRecord;
  state: Value;
  /** By slot; `undefined` is a local that was not set. */
  locals: (Value | undefined)[];
  ingestNs: bigint;
  origin: Origin;
  /** Where the event begins in its origin, in bytes; -1 when that is not known. */
  offset: number;
  /** The name under which the flow is deployed. */
  instance: string;
  /** In a select: what the event, or the window, is grouped by. */
  group: Value;
  /** In a select from a window: its name. */
  window: Value;
  /** In a select from a window: what its aggregates have come to, by their order in the text. */
  aggregates: readonly Pick<Accumulator, 'result'>[];
  /** How many groups the `select` has that runs; 0 in one without groups, and in a script. */
  groups: number;
}

/** What `instance` is where there is no flow: in scripts and queries of their own. */
export const NO_FLOW = 'flowrun';

/** What `group` is without `group by`. */
export const NO_GROUP: Value = [null, '[null]'];

export type Evaluator = (frame: Frame) => Value;

/** A mistake that only an event can show. Becomes an event on `err`. */
export class RuntimeError extends Error {
  readonly code: string;
  readonly source: Source;
  readonly span: Span;
  /** What to do about it, one line each. */
  readonly help: readonly string[];

  constructor(code: string, title: string, source: Source, span: Span, help: readonly string[] = []) {
    super(title);
    this.name = 'RuntimeError';
    this.code = code;
    this.source = source;
    this.span = span;
    this.help = help;
  }

  /** The message with its place, as error events carry it: ``… (flows/a.flow:3:14)``. */
  get located(): string {
    return `${this.message} (${place(this.source, this.span.start)})`;
  }
}
