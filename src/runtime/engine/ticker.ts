import type { Clock } from '../clock.ts';

/** How often pipelines are told the time, as in Tremor. */
export const TICK_INTERVAL_MS = 100;

/** Calls `work` again and again, never before the last call has ended; what it misses meanwhile is not made up for. */
export class Ticker {
  readonly #clock: Clock;
  readonly #work: () => Promise<void>;
  #cancel: (() => void) | null = null;
  #running: Promise<void> | null = null;

  /** `work` does not reject. */
  constructor(clock: Clock, work: () => Promise<void>) {
    this.#clock = clock;
    this.#work = work;
  }

  start(): void {
    this.#cancel = this.#clock.after(TICK_INTERVAL_MS, () => {
      this.#cancel = null;
      this.#running = this.#work().then(() => {
        // Null when somebody has stopped it meanwhile.
        if (this.#running !== null) this.start();
      });
    });
  }

  /** Makes no more calls; resolves when the running one has ended. */
  async stop(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    const running = this.#running;
    this.#running = null;
    await running;
  }
}
