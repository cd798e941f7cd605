import type { Json, Position } from '../api.ts';
import type { Captured } from '../value/captured.ts';
import type { Value } from '../value/value.ts';

/**
 * A consistent cut through a flow: everything that it needs to go on from there. `State` is that of a pipeline:
 * {@link Captured} in one that is being made.
 */
export interface Checkpoint<State extends Captured = Value> {
  /** When the cut was made, milliseconds since 1970. For people: nothing is decided by it. */
  readonly savedAtMs: number;
  readonly connectors: readonly ConnectorCheckpoint[];
  /** What each pipeline gave for its state, by the pipeline's name. */
  readonly pipelines: ReadonlyMap<string, State>;
}

/** One connector in a checkpoint. */
export interface ConnectorCheckpoint {
  readonly name: string;
  /** As written after `from`. */
  readonly type: string;
  /** The settings that give position and state their meaning. */
  readonly identity: Identity;
  /** Of a source: after the last batch that was accepted. Null at the beginning, and where nothing can rewind. */
  readonly position: Position;
  /** What the sink's `snapshot` gave; null when there is nothing to go on from. */
  readonly state: Json;
}

/** Under other settings than these a position would mean something else. */
export interface Identity {
  /** What `ConnectorDefinition.identity` says of the settings. */
  readonly config: Json;
  /** What cuts the bytes of a source into events: a position lies between two of them. */
  readonly preprocessors: Json;
  /** What the bytes of a sink have gone through: half of a file cannot be of another kind. */
  readonly postprocessors: Json;
}

/** Is there anything to go on from? Where nothing is, nothing can be lost by starting anew. */
export function holdsSomething({ position, state }: ConnectorCheckpoint): boolean {
  return position !== null || state !== null;
}
