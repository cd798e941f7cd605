import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/connectors/clock.ts';
import type { Source, SourceBatch } from '../../src/runtime/api.ts';
import { createManualClock } from './s3/manual-clock.ts';

/** A clock that stands still until the test moves it, and whose wall can be set. */
export interface ManualClock extends Clock {
  advance(ms: number): Promise<void>;
  /** Only the wall: somebody sets the clock, or the machine has slept. */
  setWall(ms: number): void;
  readonly nowNs: () => bigint;
}

export const NOON = Date.UTC(2026, 10, 21, 12, 0, 0);

export function manualClock(wallAtStart = NOON): ManualClock {
  const steady = createManualClock();
  let behind = wallAtStart;
  const wallMs = (): number => behind + steady.nowMs();
  return {
    nowMs: () => steady.nowMs(),
    after: (ms, action) => steady.after(ms, action),
    wallMs,
    nowNs: () => BigInt(Math.floor(wallMs())) * 1_000_000n,
    async advance(ms) {
      // Whoever waits again on being woken up must get to it before time goes on.
      for (let left = ms; left > 0; left -= 10) {
        steady.advance(Math.min(left, 10));
        await nextTurn();
      }
    },
    setWall(ms) {
      behind = ms - steady.nowMs();
    },
  };
}

/** A source that is being read: what it has given until now. */
export interface Reading {
  readonly batches: SourceBatch[];
  /** Asks for the next batch only when told to. */
  hold(): void;
  release(): Promise<void>;
  stop(): Promise<void>;
  readonly hasEnded: boolean;
}

export async function startReading(source: Source): Promise<Reading> {
  const stop = new AbortController();
  const batches: SourceBatch[] = [];
  let gate: Promise<void> = Promise.resolve();
  let open: () => void = () => undefined;
  let hasEnded = false;
  const reading = (async () => {
    for await (const batch of source.read(stop.signal)) {
      batches.push(batch);
      await gate;
    }
    hasEnded = true;
  })();
  await nextTurn();
  return {
    batches,
    hold() {
      gate = new Promise((resolve) => (open = resolve));
    },
    async release() {
      gate = Promise.resolve();
      open();
      await nextTurn();
    },
    async stop() {
      stop.abort();
      open();
      await reading;
      await source.close();
    },
    get hasEnded() {
      return hasEnded;
    },
  };
}
