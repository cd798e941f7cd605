/** Time as checkpoints and ticks see it; tests bring their own. */
export interface Clock {
  /** Milliseconds from some fixed moment; never goes back, whatever somebody does to the wall clock. */
  nowMs(): number;
  /** Calls `action` once, `ms` from now. The result takes it back. */
  after(ms: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};
