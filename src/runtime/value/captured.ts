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

/** A state that was captured: a value, with {@link DeferredItems} for some of its arrays. */
export type Captured = Value | DeferredItems | ReadonlyMap<string, Captured>;

/** The whole state. Only once: deferred items can be had once. */
export function settle(captured: Captured): Value {
  if (captured instanceof DeferredItems) {
    return Array.from({ length: captured.length }, (_, index) => captured.at(index));
  }
  // In everything but records there are values only.
  if (!(captured instanceof Map)) return captured as Value;
  const record = captured as ReadonlyMap<string, Captured>;
  return new Map(Array.from(record, ([name, field]) => [name, settle(field)]));
}
