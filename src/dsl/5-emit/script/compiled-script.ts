import type { Value } from '../../../runtime/value/value.ts';
import type { Reads } from '../../4-analyse/script/index.ts';
import type { Frame, RuntimeError } from '../evaluator.ts';

/** A script for given arguments; `create` makes as many independent instances as there are nodes. */
export interface CompiledScript {
  /** `in`, then the ports with a handler. */
  readonly inputs: readonly string[];
  /** `out`, `err`, then the literal ports of `emit`. */
  readonly outputs: readonly string[];
  /** Is there an `emit` whose port is known only when it runs? */
  readonly dynamicOutputs: boolean;
  readonly reads: Reads;
  create(): ScriptInstance;
}

/** A script with its state. */
export interface ScriptInstance {
  /** The caller sets event, meta, ingestNs and origin before each run, and finds the metadata and state after it. */
  readonly frame: Frame;
  /**
   * Runs the script for one event. `emit`: `value` goes to `port`. `drop`: nothing comes out. `error`: see `error`;
   * `frame.event` is the event as it was then. Never throws for what is in an event.
   */
  run(port: string): 'emit' | 'drop' | 'error';
  value: Value;
  port: string;
  error: RuntimeError | null;
}
