import type { Value } from '../../../runtime/value/value.ts';
import { EMPTY_RECORD } from '../../../runtime/value/value.ts';
import type { Frame } from '../evaluator.ts';

/** The frame of a script: also takes what `emit` gives. */
export interface ScriptFrame extends Frame {
  emitted: Value;
  port: string;
}

/** What a statement gives instead of a value when the script ends there. Cheaper than an exception. */
export class Stop {
  readonly outcome: 'emit' | 'drop';
  constructor(outcome: 'emit' | 'drop') {
    this.outcome = outcome;
  }
}

/** `emit`: value and port are in the frame. */
export const EMITTED = new Stop('emit');
export const DROPPED = new Stop('drop');

/** A compiled statement. Every `Evaluator` is one that never stops. */
export type Statement = (frame: ScriptFrame) => Value | Stop;

export function createFrame(slots: number, state: Value): ScriptFrame {
  return {
    event: null,
    meta: EMPTY_RECORD,
    state,
    locals: new Array<Value | undefined>(slots).fill(undefined),
    ingestNs: 0n,
    origin: { uri: '' },
    emitted: null,
    port: 'out',
  };
}
