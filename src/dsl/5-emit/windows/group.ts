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
  /** The state as it was last captured, as long as nothing has changed since. */
  #captured: Value | null = null;

  constructor(value: readonly Value[], frames: readonly WindowFrame[]) {
    this.value = value;
    this.frames = frames;
  }

  get isEmpty(): boolean {
    return this.frames.every(({ holdsData }) => !holdsData);
  }

  /** Something in it changes. */
  touch(): void {
    this.#captured = null;
  }

  capture(): Value {
    // By position: there may be very many groups, and the flow stands still meanwhile.
    this.#captured ??= [this.value, this.lastEvent, this.frames.map((frame) => frame.capture())];
    return this.#captured;
  }

  restore(saved: Value): void {
    const [, lastEvent = null, frames = null] = asArray(saved) ?? [];
    this.lastEvent = lastEvent;
    const states = asArray(frames) ?? [];
    for (const [i, frame] of this.frames.entries()) frame.restore(states[i] ?? null);
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
