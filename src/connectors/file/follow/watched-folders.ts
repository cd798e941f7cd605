import type { FollowEnvironment } from './environment.ts';

/** Watching more folders than this is left to the poll: the system allows only so many watches. */
const MAX_WATCHED = 64;

/** Watches the folders in which the files are, so that new lines are seen at once and not with the next poll. */
export class WatchedFolders {
  readonly #environment: FollowEnvironment;
  readonly #changed: () => void;
  readonly #watches = new Map<string, () => void>();

  constructor(environment: FollowEnvironment, changed: () => void) {
    this.#environment = environment;
    this.#changed = changed;
  }

  /** From now on these, and only these. */
  set(folders: ReadonlySet<string>): void {
    for (const [folder, end] of this.#watches) {
      if (folders.has(folder)) continue;
      end();
      this.#watches.delete(folder);
    }
    for (const folder of folders) {
      if (this.#watches.size >= MAX_WATCHED) return;
      if (!this.#watches.has(folder))
        this.#watches.set(folder, this.#environment.watch(folder, this.#changed));
    }
  }

  close(): void {
    this.set(new Set());
  }
}
