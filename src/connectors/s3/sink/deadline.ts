import type { Clock } from '../clock.ts';
import type { OpenObject } from './open-object.ts';

export interface DeadlineOptions {
  readonly clock: Clock;
  readonly maxAgeMs: number | undefined;
  readonly idleMs: number | undefined;
  /** The object is too old, or has been idle for too long. */
  readonly onDue: (object: OpenObject) => void;
}

/** Watches the open object for `max_object_age` and `idle_timeout`: one timer, however many events there are. */
export class Deadline {
  readonly #options: DeadlineOptions;
  #cancel: (() => void) | undefined;

  constructor(options: DeadlineOptions) {
    this.#options = options;
  }

  /** Watches this object, and no longer another one. */
  watch(object: OpenObject): void {
    this.stop();
    const { clock, onDue } = this.#options;
    const dueMs = this.#dueMs(object);
    if (dueMs === Infinity) return;
    const waitMs = dueMs - clock.nowMs();
    if (waitMs <= 0) {
      onDue(object);
      return;
    }
    // Events since then have moved the moment: look again.
    this.#cancel = clock.after(waitMs, () => this.watch(object));
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #dueMs(object: OpenObject): number {
    const { maxAgeMs = Infinity, idleMs = Infinity } = this.#options;
    return Math.min(object.openedMs + maxAgeMs, object.lastEventMs + idleMs);
  }
}
