import type { Batch } from './batch.ts';
import type { Captured } from './value/captured.ts';
import type { DeliveryListener } from './operator.ts';
import type { Value } from './value/value.ts';

/** Collects what a pipeline emits, one batch per output port. Made by the engine for each call. */
export interface PipelineOutput {
  /** The batch that port `index` (into {@link Pipeline.outputs}) emits into. */
  port(index: number): Batch;
  /** Asks to hear when what is emitted in this call has been delivered. Left out where nothing is. */
  whenDelivered?(listener: DeliveryListener): void;
}

/** A pipeline with its state: a synchronous function from a batch to batches per output port. */
export interface Pipeline {
  readonly inputs: readonly string[];
  /** Always contains `err`: what fails in the pipeline and is not selected there arrives at it. */
  readonly outputs: readonly string[];
  /** Runs all events of a batch, in order. Never throws for what is in an event. */
  push(port: string, batch: Batch, out: PipelineOutput): void;
  /** Does anything in it look at the time? Otherwise `tick` is not called. */
  readonly needsTicks: boolean;
  /**
   * Time has come to `nowNs` (nanoseconds since 1970): what is due comes out. Between two batches, about ten times a
   * second; never again after `flush`. Never throws for what is in an event.
   */
  tick(nowNs: bigint, out: PipelineOutput): void;
  /**
   * No more events will come, in this run: whatever is held back and does not wait for the next run comes out, and is
   * held no longer. More often than once when events that a sink refused arrive afterwards.
   */
  flush(nowNs: bigint, out: PipelineOutput): void;
  /** The state of scripts, windows and operators, for a checkpoint; good until the next one is captured. Synchronous. */
  capture(): Captured;
  /** Puts back what `capture` gave, settled. Before the first `push`. */
  restore(state: Value): void;
}
