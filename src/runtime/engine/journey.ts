import type { DeliveryListener } from '../api.ts';

/** A batch on its way from a source, or from a pipeline, to everybody behind. */
export class Journey {
  /** What has to be awaited until everybody wants more. */
  readonly waits: Promise<void>[] = [];
  /** For how long the source is to be held back afterwards. */
  holdMs = 0;
  readonly #now: () => bigint;

  constructor(now: () => bigint) {
    this.#now = now;
  }

  /** Tells `listeners` when all waits from `first` on, which are those behind their pipeline, are over. */
  tellWhenDelivered(listeners: Iterable<DeliveryListener>, first: number, ingestNs: bigint): void {
    const tell = (): void => {
      const nowNs = this.#now();
      for (const listener of listeners) {
        this.holdMs = Math.max(this.holdMs, listener(nowNs - ingestNs, nowNs));
      }
    };
    const behind = this.waits.slice(first);
    if (behind.length === 0) tell();
    else this.waits.push(Promise.all(behind).then(tell));
  }
}
