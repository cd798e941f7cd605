import { bug } from '../../../runtime/errors.ts';
import { asArray } from '../../../runtime/value/kind.ts';
import type { Value } from '../../../runtime/value/value.ts';
import { WindowFrame } from './window-frame.ts';
import type { Trigger } from './trigger.ts';

/** One group with its windows, each behind the one before. It is there as long as one of them holds something. */
export class Group {
  /** What `group` is: the values, and their text. */
  readonly value: readonly Value[];
  readonly frames: readonly WindowFrame[];
  /** The last event, when the script of a window behind another one may want to see it. */
  lastEvent: Value = null;
  /** The last cut that this group is done with: it has given its state, or keeps it in `#saved`, or came afterwards. */
  #cut: number;
  /** The state at that cut, until somebody asks for it; only where it has changed since. */
  #saved: Value | null = null;

  /** `cut` counts how often the select has been captured. */
  constructor(value: readonly Value[], frames: readonly WindowFrame[], cut: number) {
    this.value = value;
    this.frames = frames;
    this.#cut = cut;
  }

  get isEmpty(): boolean {
    return this.frames.every(({ holdsData }) => !holdsData);
  }

  /** Something in it is going to change, after `cut`. */
  touch(cut: number): void {
    if (this.#cut === cut) return;
    this.#cut = cut;
    this.#saved = this.#capture();
  }

  /** The state as it was at `cut`, the last one. Only once. */
  stateAt(cut: number): Value {
    if (this.#cut === cut) {
      const saved = this.#saved ?? bug('the state of a group is asked for twice');
      this.#saved = null;
      return saved;
    }
    this.#cut = cut;
    this.#saved = null;
    return this.#capture();
  }

  restore(saved: Value): void {
    const [, lastEvent = null, frames = null] = asArray(saved) ?? [];
    this.lastEvent = lastEvent;
    const states = asArray(frames) ?? [];
    for (const [i, frame] of this.frames.entries()) frame.restore(states[i] ?? null);
  }

  /** By position: there may be very many groups. */
  #capture(): Value {
    return [this.value, this.lastEvent, this.frames.map((frame) => frame.capture())];
  }
}

/** The values of a captured group. */
export function savedGroupValue(saved: Value): readonly Value[] {
  return asArray(asArray(saved)?.[0] ?? null) ?? [];
}

/** What windows a new group has. */
export function newFrames(
  windows: readonly { readonly trigger: Trigger }[],
  newAccumulators: () => WindowFrame['accumulators'],
): readonly WindowFrame[] {
  return windows.map(({ trigger }) => new WindowFrame(trigger, newAccumulators()));
}
