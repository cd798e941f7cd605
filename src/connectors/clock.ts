import type { Clock as SteadyClock } from '../runtime/api.ts';

export { pause } from '../runtime/api.ts';

/** Time as connectors that wait for it see it; tests bring their own. The steady part stands still while the machine sleeps. */
export interface Clock extends SteadyClock {
  /** What the clock on the wall shows, milliseconds since 1970. */
  wallMs(): number;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};
