import type { Tail, TailResult } from './tail.ts';
import type { TrackedFile } from './tracked-file.ts';

interface Ready {
  readonly file: TrackedFile;
  readonly tail: Tail;
  readonly result: TailResult;
}

/**
 * What the open files have given, first come, first served: no file waits for more than one batch of each other one. Holds at
 * most one batch of each.
 */
export class ReadyTails {
  #ready: Ready[] = [];
  #isAwake = false;
  #onWake: () => void = () => undefined;

  /** Has something happened since the last wait? */
  get isAwake(): boolean {
    return this.#isAwake;
  }

  get isEmpty(): boolean {
    return this.#ready.length === 0;
  }

  /** Asks for the next batch. */
  ask(file: TrackedFile, tail: Tail): void {
    // Never rejects: a failure is a result.
    void tail.next().then((result) => {
      this.#ready.push({ file, tail, result });
      this.wake();
    });
  }

  take(): Ready | null {
    return this.#ready.shift() ?? null;
  }

  wake(): void {
    this.#isAwake = true;
    this.#onWake();
  }

  /** Resolves when `wake` is called; at once when that was since the last wait. */
  async wait(): Promise<void> {
    if (!this.#isAwake) await new Promise<void>((resolve) => (this.#onWake = resolve));
    this.#isAwake = false;
  }
}
