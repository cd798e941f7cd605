import { ABORTED } from '../checkpoint/checkpoints.ts';

/** How long connectors may take to close after an end by force. */
const CLOSE_MS = 4_000;

/** The end of a flow by force or by failure: everybody gives up at once. */
export class ForcedEnd {
  readonly #controller = new AbortController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isAborted(): boolean {
    return this.#controller.signal.aborted;
  }

  abort(): void {
    this.#controller.abort();
  }

  /** Waits for `work`, but not beyond the end by force. */
  async race<T>(work: Promise<T>): Promise<T | typeof ABORTED> {
    const { signal } = this.#controller;
    if (signal.aborted) {
      work.catch(() => undefined);
      return ABORTED;
    }
    let onAbort!: () => void;
    const aborted = new Promise<typeof ABORTED>((resolve) => {
      onAbort = () => resolve(ABORTED);
      signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([work, aborted]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Afterwards nobody waits for long: what hangs (a dead network drive) is left to the end of the process. */
  async bounded(work: Promise<void>): Promise<void> {
    if (!this.isAborted) return work;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_MS);
    });
    await Promise.race([work, late]).finally(() => clearTimeout(timer));
  }
}
