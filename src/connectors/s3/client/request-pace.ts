/**
 * How many requests there are at the same time: as many as are wanted while all is well, half of it when the service
 * asks to go slower, and step by step more again with what succeeds ("additive increase, multiplicative decrease",
 * as TCP does it). It follows answers alone and looks at no clock.
 */
export interface RequestPace {
  /** How many requests may be under way: from 1 to the maximum. */
  readonly limit: number;
  /** Does `action` when its turn comes. Rejects with the signal's reason when that comes first. */
  run<T>(signal: AbortSignal, action: () => Promise<T>): Promise<T>;
}

export interface RequestPaceOptions {
  readonly max: number;
  /** Whether this failure asks to go slower. */
  readonly isThrottle: (error: unknown) => boolean;
}

export function createRequestPace({ max, isThrottle }: RequestPaceOptions): RequestPace {
  let limit = max;
  let running = 0;
  /** Successes since the last step. */
  let successes = 0;
  /** Counts the times that the limit was halved. */
  let halvings = 0;
  const queue = new Set<() => void>();

  function letIn(): void {
    for (const enter of queue) {
      if (running >= limit) return;
      queue.delete(enter);
      running++;
      enter();
    }
  }

  /** Resolves when a place is taken. */
  function turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        queue.delete(enter);
        reject(signal.reason as Error);
      };
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      queue.add(enter);
    });
  }

  function succeeded(): void {
    if (limit >= max) return;
    successes++;
    if (successes < limit) return;
    successes = 0;
    limit++;
  }

  /** Requests that were under way together are told together: only the first of them counts. */
  function throttled(halvingsAtStart: number): void {
    if (halvingsAtStart !== halvings) return;
    halvings++;
    successes = 0;
    // Of what was really under way: to halve a limit that nobody reaches would change nothing.
    limit = Math.max(1, Math.floor(Math.min(limit, running) / 2));
  }

  return {
    get limit() {
      return limit;
    },
    async run(signal, action) {
      if (running < limit) running++;
      else await turn(signal);
      const halvingsAtStart = halvings;
      try {
        const result = await action();
        succeeded();
        return result;
      } catch (error) {
        if (isThrottle(error)) throttled(halvingsAtStart);
        throw error;
      } finally {
        running--;
        letIn();
      }
    },
  };
}
