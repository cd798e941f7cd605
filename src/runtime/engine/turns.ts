import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock.ts';

/** So long, milliseconds, promises may keep the event loop for themselves. */
const TURN_MS = 10;

/**
 * Gives way to timers, signals and other flows. A source that always has something at hand (it replays memory), and sinks
 * that never wait, go on in promises only, and these come before everything else on Node's event loop: no checkpoint would
 * be made, no window would close, and Ctrl-C would do nothing.
 */
export class Turns {
  readonly #clock: Pick<Clock, 'nowMs'>;
  #begunMs: number;

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
    this.#begunMs = clock.nowMs();
  }

  /** Between two batches: what to wait for; undefined as long as it is not time. */
  next(): Promise<void> | undefined {
    if (this.#clock.nowMs() - this.#begunMs < TURN_MS) return undefined;
    return this.#giveWay();
  }

  async #giveWay(): Promise<void> {
    await nextTurn();
    this.#begunMs = this.#clock.nowMs();
  }
}
