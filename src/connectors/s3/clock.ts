/** Time as the sink sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds from some fixed moment; never goes back. */
  nowMs(): number;
  /** What the clock on the wall shows, for people. */
  wall(): Date;
  /** Calls `action` once, `ms` from now. The result takes it back. */
  after(ms: number, action: () => void): () => void;
}

/** Real time, and untouched when somebody sets the wall clock. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wall: () => new Date(),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`, or rejects with the signal's reason. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      cancel();
      reject(reasonOf(signal));
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    });
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('given up', { cause: signal.reason });
}
