import type { Value } from '../../../runtime/value/value.ts';
import { EMPTY_RECORD } from '../../../runtime/value/value.ts';
import type { Frame } from '../evaluator.ts';
import { cellOfLocal } from './cells.ts';

/** The frame of a script: also takes what `emit` gives. */
export interface ScriptFrame extends Frame {
  emitted: Value;
  port: string;
  /**
   * By cell (cells.ts): the record that a `let` made in this run and nobody else has seen. The next `let` may write
   * into it instead of copying it again.
   */
  readonly owned: (Map<string, Value> | null)[];
  /** How often the function that this is the frame of has called itself. */
  recursions: number;
}

/** What a statement gives instead of a value when the script, or the function, ends there. Cheaper than an exception. */
export class Stop {
  readonly outcome: 'emit' | 'drop' | 'recur';
  constructor(outcome: 'emit' | 'drop' | 'recur') {
    this.outcome = outcome;
  }
}

/** `emit`: value and port are in the frame. */
export const EMITTED = new Stop('emit');
export const DROPPED = new Stop('drop');
/** `recur`: the arguments are in the frame. */
export const RECUR = new Stop('recur');

/** A compiled statement. Every `Evaluator` is one that never stops. */
export type Statement = (frame: ScriptFrame) => Value | Stop;

export function createFrame(slots: number, state: Value): ScriptFrame {
  return {
    owned: new Array<Map<string, Value> | null>(cellOfLocal(slots)).fill(null),
    event: null,
    meta: EMPTY_RECORD,
    state,
    locals: new Array<Value | undefined>(slots).fill(undefined),
    ingestNs: 0n,
    origin: { uri: '' },
    offset: -1,
    instance: '',
    groups: 0,
    emitted: null,
    port: 'out',
    recursions: 0,
  };
}
