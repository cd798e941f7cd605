import { join } from 'node:path';
import { bug } from '../../../../runtime/api.ts';
import type { InventoryEntry } from '../change.ts';
import { inventoryName, removeRuns } from '../inventory/folder.ts';
import type { InventoryFolder } from '../inventory/folder.ts';
import { readLines } from '../inventory/line-file.ts';
import type { Counts, Poll, PollProgress } from '../poll.ts';
import type { CurrentPoll, HalfRead, SavedInventory, TimedProgress } from '../position.ts';
import type { Verdict } from '../verdict.ts';
import { Corrections } from './corrections.ts';
import { ExternalSort } from './external-sort.ts';
import { ChangeDates, compareChanges, verdictOf } from './records.ts';
import type { ChangeRecord } from './records.ts';

export interface TimedOptions {
  readonly folder: InventoryFolder;
  readonly number: number;
  /** Objects that were told are ours to remove. */
  readonly removes: boolean;
}

/**
 * A poll that tells its changes in the order of time. First everything is listed: that writes the inventory as it will be, and the
 * changes to a file in the order of time. Then they are told from there. What turns out to be gone is a correction, which is
 * applied to the inventory at the end.
 *
 * Before everything is listed no position knows of it: a run that is killed then begins the poll again.
 */
export class TimedPoll implements PollProgress {
  readonly startedAtMs: number;
  readonly counts: Counts;
  half: HalfRead | null;
  readonly #options: TimedOptions;
  readonly #changes: Pick<TimedProgress, 'file' | 'records'>;
  readonly #corrections: Corrections;
  #inventory: SavedInventory;
  #told: number;
  /** The verdict about the object that an earlier run has half read. */
  #halfVerdict: Verdict | null = null;
  #isFinished = false;

  private constructor(
    options: TimedOptions,
    saved: CurrentPoll,
    timed: TimedProgress,
    corrections: Corrections,
  ) {
    const { startedAtMs, keys, changes, skipped, lists, object, inventory } = saved;
    this.#options = options;
    this.startedAtMs = startedAtMs;
    this.counts = { keys, changes, skipped, lists };
    this.half = object;
    this.#inventory = inventory;
    this.#changes = timed;
    this.#told = timed.told;
    this.#corrections = corrections;
  }

  /** Lists everything: `poll` is a new one, `verdicts` are what is found with it. */
  static async list(
    options: TimedOptions,
    poll: Poll,
    verdicts: AsyncIterable<readonly Verdict[]>,
  ): Promise<TimedPoll> {
    const { folder, number, removes } = options;
    await removeRuns(folder);
    const file = `changes-${number}`;
    const sort = new ExternalSort<ChangeRecord>({ path: join(folder.path, file), compare: compareChanges });
    const dates = new ChangeDates();
    try {
      for await (const page of verdicts) {
        for (const verdict of page) {
          const record = dates.recordOf(verdict);
          if (record !== null) sort.add(record);
          poll.settle(verdict, expectedEntry(verdict, removes));
        }
        await Promise.all([poll.relieve(), sort.relieve()]);
      }
      await sort.finish(folder.isDurable);
      await poll.finish(folder.isDurable);
    } finally {
      await sort.close();
    }
    const corrections = { file: `corrections-${number}`, records: 0 };
    const timed = { file: sort.records === 0 ? null : file, records: sort.records, told: 0, corrections };
    const saved = { ...poll.save(), inventory: poll.inventory, key: null };
    return new TimedPoll(options, saved, timed, await Corrections.open(folder.path, corrections));
  }

  /** Goes on with one that an earlier run has left. Throws UnreadableInventory. */
  static async resume(options: TimedOptions, saved: CurrentPoll, timed: TimedProgress): Promise<TimedPoll> {
    const corrections = await Corrections.open(options.folder.path, timed.corrections);
    const poll = new TimedPoll(options, saved, timed, corrections);
    if (saved.object !== null) {
      for await (const [verdict] of poll.#verdicts(timed.told + 1)) poll.#halfVerdict = verdict ?? null;
    }
    return poll;
  }

  get inventory(): SavedInventory {
    return this.#inventory;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** What is to be told, from where we are: behind the object that is half read. */
  verdicts(): AsyncGenerator<readonly Verdict[]> {
    return this.#verdicts(this.#changes.records);
  }

  settle(verdict: Verdict, entry: InventoryEntry | null): void {
    this.#told++;
    const expected = expectedEntry(verdict, this.#options.removes);
    // Nothing is expected of what is gone, and nothing can go wrong with telling it.
    if (expected !== null && (entry === null || !isSameEntry(entry, expected))) {
      this.#corrections.add(expected, entry);
    }
  }

  settleHalf(entry: InventoryEntry): void {
    this.half = null;
    this.settle(this.#halfVerdict ?? bug('an object is half read, and no change is about it'), entry);
  }

  save(): CurrentPoll {
    const { startedAtMs, counts, half: object } = this;
    const { file, records } = this.#changes;
    const timed = { file, records, told: this.#told, corrections: this.#corrections.saved };
    return { ...counts, startedAtMs, inventory: this.#inventory, key: null, object, timed };
  }

  relieve(): Promise<void> {
    return this.#corrections.write();
  }

  flush(): Promise<void> {
    return this.#isFinished ? Promise.resolve() : this.#corrections.flush();
  }

  async finish(isDurable: boolean): Promise<void> {
    const { number } = this.#options;
    if (this.#corrections.saved.records > 0) {
      // Its own file stays as it is: a checkpoint names it.
      const to = inventoryName(number + 1);
      this.#inventory = await this.#corrections.apply(this.#inventory, to, isDurable);
    }
    this.#isFinished = true;
    await this.close();
  }

  close(): Promise<void> {
    return this.#corrections.close();
  }

  async *#verdicts(to: number): AsyncGenerator<readonly Verdict[]> {
    const { file } = this.#changes;
    const from = this.#told;
    if (file === null || from >= to) return;
    for await (const { records } of readLines(join(this.#options.folder.path, file), { from, to })) {
      // As they were sorted.
      if (records.length > 0) yield records.map((record) => verdictOf(record as unknown as ChangeRecord));
    }
  }
}

/** What the inventory says of it when all goes well. */
function expectedEntry({ change, after }: Verdict, removes: boolean): InventoryEntry | null {
  const isTaken = removes && change !== null && change.action !== 'delete';
  return after !== null && isTaken ? { ...after, isTaken } : after;
}

function isSameEntry(left: InventoryEntry, right: InventoryEntry): boolean {
  return (
    left.etag === right.etag &&
    left.versionId === right.versionId &&
    left.size === right.size &&
    left.lastModifiedMs === right.lastModifiedMs &&
    left.isHidden === right.isHidden &&
    left.isTaken === right.isTaken
  );
}
