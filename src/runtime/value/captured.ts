/** What a part of a flow gives as its state while the flow stands still for a checkpoint. */
import type { Value } from './value.ts';

/**
 * An array of a captured state whose items are worked out when they are written, once each and in order: there may be a
 * million, and the flow stands still only while they are captured. Whoever gives them keeps what they were, if that
 * changes before.
 */
export class DeferredItems {
  readonly length: number;
  readonly at: (index: number) => Value;

  constructor(length: number, at: (index: number) => Value) {
    this.length = length;
    this.at = at;
  }
}

/** A record of a captured state that has been made for it, and may have {@link DeferredItems} in it. */
export class CapturedRecord extends Map<string, Captured> {}

/** A state that was captured. */
export type Captured = Value | DeferredItems | CapturedRecord;

/** The whole state as a value. Only once: deferred items can be had once, and before the next state is captured. */
export function settle(captured: Captured): Value {
  if (captured instanceof DeferredItems) {
    return Array.from({ length: captured.length }, (_, index) => captured.at(index));
  }
  // In everything else there are values only.
  if (!(captured instanceof CapturedRecord)) return captured;
  return new Map(Array.from(captured, ([name, field]) => [name, settle(field)]));
}
