/**
 * Nodes of a pipeline that keep events back, or what they have made of them: windows and operators. A script keeps a
 * state, too, but gives its answer at once; a keeper may also speak when time goes on and when the input has ended.
 */
import type { Captured } from '../../../runtime/value/captured.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { Reads } from '../../4-analyse/index.ts';
import type { Tap, Target } from './graph.ts';
import type { RunState, Step } from './run-state.ts';

/** A place for a keeper in a graph. */
export interface KeeperNode {
  /** `main/busy`; in a nested pipeline `main/inner/busy`. Also the name of its state in a checkpoint: no other node has it. */
  readonly path: string;
  /** What is selected from; a port that is missing here has no taker. */
  readonly ports: ReadonlyMap<string, Tap>;
  /** Where failures go: the node's own `err` port, or else the pipeline's. */
  readonly errors: Target;
  /** What it looks at of its events; left out where it sends them on untouched, whole or within something larger. */
  readonly reads?: Reads;
  /** A fresh one, with initial state. */
  create(exits: KeeperExits): Keeper;
}

/** What a keeper sends to. */
export interface KeeperExits {
  /** By port; a port that is missing here has no taker. */
  readonly ports: ReadonlyMap<string, Step>;
  readonly errors: Step;
  /** The time, origin and offset of what runs; in a tick and a flush its time is what the clock shows. */
  readonly state: RunState;
}

/** One keeper at work. None of its methods throws for what is in an event. */
export interface Keeper {
  /** What an event does that comes in at this port. Asked once for each port that is used. */
  entry(port: string): Step;
  readonly needsTicks: boolean;
  /** Time has come to `state.ingestNs`. Only when it needs ticks. */
  tick(): void;
  /** No more events will come, in this run: what does not wait for the next one goes out and is forgotten. */
  flush(): void;
  /** What it keeps, never changed afterwards; good until it is captured again. Synchronous. */
  capture(): Captured;
  /** Puts back what `capture` gave, settled. Before the first event. */
  restore(state: Value): void;
}
