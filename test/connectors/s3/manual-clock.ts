import type { Clock } from '../../../src/connectors/s3/clock.ts';

/** A clock that stands still until the test moves it. */
export interface ManualClock extends Clock {
  /** Moves on, and calls what is due on the way, in order. */
  advance(ms: number): void;
  /** Timers that are set. */
  readonly pending: number;
}

/** What the wall shows at 0. */
const START_OF_TIME = Date.UTC(2026, 10, 21, 12, 0, 0);

export function createManualClock(): ManualClock {
  let nowMs = 0;
  let timers: { readonly dueMs: number; readonly action: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    wall: () => new Date(START_OF_TIME + nowMs),
    after(ms, action) {
      const timer = { dueMs: nowMs + ms, action };
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
    advance(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        const due = timers.filter((timer) => timer.dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
        if (due === undefined) break;
        timers = timers.filter((timer) => timer !== due);
        nowMs = Math.max(nowMs, due.dueMs);
        due.action();
      }
      nowMs = endMs;
    },
    get pending() {
      return timers.length;
    },
  };
}

/** A clock on which every wait is over at once; retries then take no time. */
export const eagerClock: Clock = {
  nowMs: () => 0,
  wall: () => new Date(START_OF_TIME),
  after(_ms, action) {
    const handle = setImmediate(action);
    return () => clearImmediate(handle);
  },
};
