import type { CronEntry, CrononomeSettings } from './settings.ts';
import type { Schedule } from './schedule.ts';
import { parseSchedule } from './schedule.ts';

/** An entry at a time at which it is due. */
export interface Due {
  readonly entry: CronEntry;
  readonly dueMs: number;
}

/** One entry and when it comes next. */
interface Line {
  readonly entry: CronEntry;
  readonly schedule: Schedule;
  nextMs: number | null;
}

/** What is noticed later than this counts as missed. */
const LATE_MS = 60_000;

/** What is due when. Gives each due time of each entry once. */
export class Agenda {
  readonly #lines: readonly Line[];
  readonly #missed: CrononomeSettings['missed'];
  readonly #leftOut: (name: string, sinceMs: number) => void;

  /** Everything until `handledMs` is done. `leftOut` hears of entries some of whose times were missed and are given up. */
  constructor(
    { entries, timezone, missed }: CrononomeSettings,
    handledMs: number,
    leftOut: (name: string, sinceMs: number) => void,
  ) {
    this.#missed = missed;
    this.#leftOut = leftOut;
    this.#lines = entries.map((entry) => {
      const schedule = parseSchedule(entry.expr, timezone);
      // The settings have been checked.
      if (typeof schedule === 'string') throw new Error(schedule);
      return { entry, schedule, nextMs: schedule.after(handledMs) };
    });
  }

  /** The next due time of all; null when nothing will ever be due again. */
  get nextMs(): number | null {
    const times = this.#lines.flatMap(({ nextMs }) => nextMs ?? []);
    return times.length === 0 ? null : Math.min(...times);
  }

  /**
   * Takes what is due now, in the order of the due times, and at the same time in the order of the entries: about `limit` of
   * them, never only some of one time.
   */
  take(nowMs: number, limit: number): readonly Due[] {
    this.#passOverMissed(nowMs - LATE_MS);
    const due: Due[] = [];
    while (due.length < limit) {
      const dueMs = this.nextMs;
      if (dueMs === null || dueMs > nowMs) break;
      for (const line of this.#lines) {
        if (line.nextMs !== dueMs) continue;
        due.push({ entry: line.entry, dueMs });
        line.nextMs = line.schedule.after(dueMs);
      }
    }
    return due;
  }

  #passOverMissed(lateMs: number): void {
    if (this.#missed === 'all') return;
    for (const line of this.#lines) {
      const { nextMs, schedule, entry } = line;
      if (nextMs === null || nextMs >= lateMs) continue;
      line.nextMs = this.#missed === 'last' ? schedule.before(lateMs) : schedule.after(lateMs - 1);
      if (line.nextMs !== nextMs) this.#leftOut(entry.name, nextMs);
    }
  }
}
