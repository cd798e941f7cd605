/**
 * Lets one task at a time work on a name (a key, an upload), in the order of asking.
 * Conditions of a write are checked under it, so that of ten racing `If-None-Match: *` exactly one wins.
 */
export class KeyLock {
  /** The end of the queue for each name that somebody holds or waits for. */
  readonly #tails = new Map<string, Promise<void>>();

  async run<Result>(name: string, task: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(name);
    const { promise: done, resolve: finish } = promiseAndResolve();
    this.#tails.set(name, done);
    try {
      await before;
      return await task();
    } finally {
      finish();
      if (this.#tails.get(name) === done) this.#tails.delete(name);
    }
  }
}

function promiseAndResolve(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((resolvePromise) => {
    resolve = resolvePromise;
  });
  return { promise, resolve };
}
