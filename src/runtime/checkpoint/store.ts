import type { Captured } from '../value/captured.ts';
import type { Checkpoint } from './checkpoint.ts';

/**
 * Where the checkpoints of one running flow are kept. Every failure is an EnvironmentError: the place is full, not to be
 * written, taken by another process, or holds what cannot be read.
 */
export interface StateStore {
  /**
   * Called once, first. Takes the state for this run alone and gives the newest checkpoint; null when there is none.
   * Never falls back to an older one.
   */
  load(): Promise<Checkpoint | null>;
  /**
   * Resolves when the checkpoint is durable, and then it is the newest one. Not called again before it has settled. The
   * states of its pipelines are as they were captured: read once before it resolves, by `settle` or an encoder. When the
   * flow is ended by force, which `signal` tells, it may reject, and nothing has been saved.
   *
   * A property, so that a store which takes only values is none to the compiler.
   */
  readonly save: (checkpoint: Checkpoint<Captured>, signal?: AbortSignal) => Promise<void>;
  /** Forgets everything: the next run starts from the beginning. */
  remove(): Promise<void>;
  /**
   * A folder that nobody but this connector uses, for files that its state refers to. It is there when the connector has
   * made it, and goes with the state.
   */
  folder(connector: string): string;
  /** What to type to forget the state of one connector, or of the whole flow. */
  resetCommand(connector?: string): string;
  /** Called once, last, also when `load` has failed or was never called: gives the state back. */
  close(): Promise<void>;
}
