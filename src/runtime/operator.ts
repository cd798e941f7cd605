import type { output } from 'zod';
import type { Json, Settings } from './api.ts';
import type { Value, ValueRecord } from './value/value.ts';

/** Takes one event. Synchronous; never throws for what is in it. */
export type TakeEvent = (value: Value, meta: ValueRecord) => void;

/**
 * Hears that everybody behind the pipeline has accepted what came of some events: `latencyNs` after they were read, at
 * `nowNs`. Returns for how many milliseconds their source is to be held back before it is asked for more.
 */
export type DeliveryListener = (latencyNs: bigint, nowNs: bigint) => number;

/** What an operator is given, once, when it is made. */
export interface OperatorContext {
  /** Who takes the events of an output port. To be asked for while the operator is made, not for each event. */
  port(name: string): TakeEvent;
  /** Sends an event that cannot be dealt with to `err`. Only in `onEvent`. */
  refuse(value: Value, meta: ValueRecord, error: string): void;
  /** Nanoseconds since 1970: in `onEvent` when the event was read, in `tick` and `flush` what the clock shows. */
  nowNs(): bigint;
  /** `file:///in.json:120`: where the running event comes from, and the offset there. */
  place(): string;
  /**
   * Asks to hear when what is now being run through the pipeline has been delivered. Once for the same listener, however often it
   * is asked for. Never called where nothing is delivered: when a query is run by itself.
   */
  whenDelivered(listener: DeliveryListener): void;
}

/** One operator at work, with its state. Synchronous: it is called between two selects. */
export interface Operator {
  onEvent: TakeEvent;
  /** Time has come to `nowNs`: about ten times a second. Left out by an operator that does not look at the time. */
  tick?(): void;
  /** No more events will come, in this run: what is held back goes out, and is held no longer. */
  flush?(): void;
  /** Its state, never changed afterwards; synchronous. Left out, with `restore`, by an operator without any. */
  capture?(): Value;
  /** Puts back what `capture` gave. Before the first event. */
  restore?(state: Value): void;
}

/** Events that go in and what comes out; runs as a test and is printed in the reference. */
export interface OperatorExample {
  readonly config?: Json;
  /** Values as JSON, or `{"value": …, "meta": …}` behind a `$`, with the milliseconds at which they come. */
  readonly input: readonly OperatorInput[];
  /** `port value`, and `$ meta` behind it where there is any; also what comes at the end of the input. */
  readonly output: readonly string[];
}

export interface OperatorInput {
  readonly value: string;
  readonly meta?: string;
  readonly atMs?: number;
}

export interface OperatorDefinition<S extends Settings = Settings> {
  /** As written after `from`: `generic::batch`. */
  readonly name: string;
  /** Markdown. */
  readonly doc: string;
  readonly settings: S;
  readonly examples: readonly OperatorExample[];
  /** Setting names of other tools or older versions, and what they are called here. */
  readonly formerNames?: Readonly<Record<string, string>>;
  /** Event metadata that it sets or reads, for the docs. */
  readonly meta?: Readonly<Record<string, string>>;
  /** Its output ports besides `err`, or the setting that lists them. */
  readonly outputs: readonly string[] | { readonly setting: string };
  /** What leaves by these ports is meant to be dropped where nobody selects from them. */
  readonly mayDrop?: readonly string[];
  create(config: output<S>, context: OperatorContext): Operator;
}

/** Binds the type of the settings to the function that takes them. */
export function defineOperator<S extends Settings>(definition: OperatorDefinition<S>): OperatorDefinition {
  return definition;
}
