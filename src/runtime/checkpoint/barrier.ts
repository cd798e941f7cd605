/**
 * Brings everybody who sends batches to a stop between two of them, for as long as one synchronous step takes.
 *
 * Who waits for the next batch of a source is between two already: only who is sending one is waited for.
 */
export class Barrier {
  /** How many are sending a batch. */
  #sending = 0;
  #action: (() => void) | null = null;
  #lowered: Promise<void> | null = null;
  #lower: () => void = () => undefined;

  /** Before a batch is sent: null to go ahead, otherwise what to wait for before asking again. */
  get held(): Promise<void> | null {
    return this.#lowered;
  }

  /** A batch is being sent from here on. Only when nothing holds. */
  enter(): void {
    this.#sending++;
  }

  /**
   * The batch has been accepted by everybody. Not called when it was not: then there never is a moment at which the
   * flow is whole again.
   */
  leave(): void {
    this.#sending--;
    this.#act();
  }

  /**
   * Calls `action` once as soon as nobody is sending, which may be at once, and gives its result. Not before the last
   * one has been called.
   */
  raise<T>(action: () => T): Promise<T> {
    this.#lowered = new Promise((resolve) => {
      this.#lower = resolve;
    });
    return new Promise((resolve) => {
      // An async function runs at once, and what it throws rejects its promise.
      this.#action = () => resolve((async () => action())());
      this.#act();
    });
  }

  #act(): void {
    const action = this.#action;
    if (action === null || this.#sending > 0) return;
    this.#action = null;
    action();
    this.#lowered = null;
    this.#lower();
  }
}
