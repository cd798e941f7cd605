import type { Value } from '../api.ts';
import { asArray, asRecord } from '../value/kind.ts';

/**
 * Counts what happened within the last span of time, in slots: when a slot begins, the oldest one is forgotten. Time that goes
 * back counts as standing still.
 */
export class SlidingCount {
  readonly #counts: Uint32Array;
  readonly #slotMs: number;
  /** The number of the slot that counts now, from 1970 on. */
  #slot: number;
  #sum = 0;

  constructor(slots: number, spanMs: number, nowMs: number) {
    this.#counts = new Uint32Array(slots);
    this.#slotMs = spanMs / slots;
    this.#slot = Math.floor(nowMs / this.#slotMs);
  }

  /** Counts one, unless there are `limit` already. */
  take(limit: number, nowMs: number): boolean {
    this.#moveTo(nowMs);
    if (this.#sum >= limit) return false;
    this.#counts[this.#slot % this.#counts.length]!++;
    this.#sum++;
    return true;
  }

  capture(): Value {
    const counts: Value[] = [];
    this.#counts.forEach((count, at) => {
      if (count > 0) counts.push([at, count]);
    });
    return new Map<string, Value>([
      ['slot', this.#slot],
      ['counts', counts],
    ]);
  }

  restore(state: Value): void {
    const saved = asRecord(state);
    this.#slot = Number(saved?.get('slot') ?? this.#slot);
    for (const pair of asArray(saved?.get('counts') ?? null) ?? []) {
      const [at, count] = (asArray(pair) ?? []).map(Number);
      if (at === undefined || count === undefined || at >= this.#counts.length) continue;
      this.#counts[at] = count;
      this.#sum += count;
    }
  }

  #moveTo(nowMs: number): void {
    const target = Math.floor(nowMs / this.#slotMs);
    const { length } = this.#counts;
    if (target - this.#slot >= length) {
      this.#counts.fill(0);
      this.#sum = 0;
      this.#slot = target;
    }
    while (this.#slot < target) {
      this.#slot++;
      const at = this.#slot % length;
      this.#sum -= this.#counts[at]!;
      this.#counts[at] = 0;
    }
  }
}
