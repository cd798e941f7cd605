import type { Accumulator } from '../../../runtime/aggregates/index.ts';
import { detach } from '../../../runtime/value/detach.ts';
import { asArray, asRecord } from '../../../runtime/value/kind.ts';
import { EMPTY_RECORD } from '../../../runtime/value/value.ts';
import type { Value, ValueRecord } from '../../../runtime/value/value.ts';
import type { Trigger, TriggerState } from './trigger.ts';

/** One window of one group: what it has gathered since it last closed. */
export class WindowFrame {
  readonly trigger: TriggerState;
  readonly accumulators: readonly Accumulator[];
  holdsData = false;
  /** Of the last event that came in. */
  meta: ValueRecord = EMPTY_RECORD;

  constructor(trigger: Trigger, accumulators: readonly Accumulator[]) {
    this.trigger = trigger.newState();
    this.accumulators = accumulators;
  }

  /** Takes in what an event gives to each aggregate. */
  add(firsts: readonly Value[], seconds: readonly Value[], meta: ValueRecord): void {
    const { accumulators } = this;
    for (let i = 0; i < accumulators.length; i++) accumulators[i]!.add(firsts[i]!, seconds[i]!);
    this.#note(meta.size === 0 ? meta : asRecord(detach(meta))!);
  }

  /** Takes in what the window before this one has gathered. */
  merge(other: WindowFrame): void {
    for (const [i, accumulator] of this.accumulators.entries()) accumulator.merge(other.accumulators[i]!);
    this.#note(other.meta);
  }

  /** As if nothing had come in. */
  reset(): void {
    for (const accumulator of this.accumulators) accumulator.reset();
    this.holdsData = false;
    this.meta = EMPTY_RECORD;
  }

  /** By position, as `Group` does. */
  capture(): Value {
    const { trigger, holdsData, meta, accumulators } = this;
    return [trigger.capture(), holdsData, meta, accumulators.map((accumulator) => accumulator.capture())];
  }

  restore(saved: Value): void {
    const [trigger = null, holdsData = false, meta = null, states = null] = asArray(saved) ?? [];
    this.trigger.restore(trigger);
    this.holdsData = holdsData === true;
    this.meta = asRecord(meta) ?? EMPTY_RECORD;
    const aggregates = asArray(states) ?? [];
    for (const [i, accumulator] of this.accumulators.entries()) accumulator.restore(aggregates[i] ?? null);
  }

  #note(meta: ValueRecord): void {
    this.holdsData = true;
    this.meta = meta;
  }
}
