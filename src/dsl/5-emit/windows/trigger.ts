import { integer } from '../../../runtime/value/kind.ts';
import { asArray, isInteger } from '../../../runtime/value/kind.ts';
import type { Value, ValueRecord } from '../../../runtime/value/value.ts';

/** What becomes of a window that something comes into. */
export const STAY = 0;
/** It closes, and what comes begins the next one. */
export const CLOSE_BEFORE = 1;
/** It closes, with what comes in it. */
export const CLOSE_WITH = 2;

export type Answer = typeof STAY | typeof CLOSE_BEFORE | typeof CLOSE_WITH;

/** What a window remembers of itself, for one group. Each kind of window uses one of the three. */
export class TriggerState {
  /** Of a window by size: how much is in it. */
  count: bigint | number = 0;
  /** Of a window by interval: when it closes, nanoseconds; null as long as nothing is in it. */
  endNs: bigint | null = null;
  /** Of a window by state. */
  state: Value;

  constructor(state: Value) {
    this.state = state;
  }

  capture(): Value {
    return [integer(this.count), this.endNs === null ? null : integer(this.endNs), this.state];
  }

  restore(saved: Value): void {
    const [count = 0, end = null, state = null] = asArray(saved) ?? [];
    this.count = isInteger(count) ? count : 0;
    this.endNs = isInteger(end) ? BigInt(end) : null;
    this.state = state;
  }
}

/** Decides when windows close. One for each window of a select; what it knows of a group is in its state. */
export interface Trigger {
  readonly needsTicks: boolean;
  /** Does it look into events? */
  readonly hasScript: boolean;
  newState(): TriggerState;
  /** Something comes in. `event` and `meta` are those of the event that brings it. Throws RuntimeError. */
  onEvent(state: TriggerState, event: Value, meta: ValueRecord, nowNs: bigint): Answer;
  /** Time has come to `nowNs`: does the window close? Throws RuntimeError. */
  onTick(state: TriggerState, nowNs: bigint): boolean;
  /** It closes for another reason than its own: the next one begins from nothing. */
  onClose(state: TriggerState): void;
}
