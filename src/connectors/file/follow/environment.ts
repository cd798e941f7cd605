import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';

/** What following takes from the system; tests bring their own. */
export interface FollowEnvironment {
  /** Milliseconds from some fixed moment; never goes back. */
  nowMs(): number;
  /** Calls `action` once, `ms` from now. The result takes it back. */
  after(ms: number, action: () => void): () => void;
  /**
   * Calls `changed` when something changes in a folder, as far as the system tells: a network drive does not. The result
   * ends it. Never throws.
   */
  watch(folder: string, changed: () => void): () => void;
  /** Everything that the last look at the files has shown has been read. */
  rested(): void;
}

export const systemEnvironment: FollowEnvironment = {
  nowMs: () => performance.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
  watch(folder, changed) {
    let watcher: FSWatcher;
    try {
      watcher = watch(folder, { persistent: false }, changed);
    } catch {
      // No such folder, or no more watches: the poll sees everything, only later.
      return () => undefined;
    }
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  },
  rested: () => undefined,
};
