import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import type { Position, Source, SourceBatch, SourceContext } from '../../../runtime/api.ts';
import { sleep } from '../clock.ts';
import type { Clock } from '../clock.ts';
import type { AfterWork } from './after/after-work.ts';
import type { TakenObject } from './after/journal.ts';
import { fetchAhead, fetchAll } from './fetch-ahead.ts';
import type { FetchLimits } from './fetch-ahead.ts';
import { findChanges } from './find-changes.ts';
import { numberOfInventory, removeFolder, removeOldInventories } from './inventory/folder.ts';
import type { InventoryFolder } from './inventory/folder.ts';
import { Poll } from './poll.ts';
import type { PollProgress } from './poll.ts';
import { asChangesPosition } from './position.ts';
import type { ChangesPosition, PollSummary, SavedInventory } from './position.ts';
import { failureOfInventory } from './problems.ts';
import type { ObjectReader } from './read-object.ts';
import { removesObjects } from './settings.ts';
import type { ChangesConfig } from './settings.ts';
import { Teller } from './teller.ts';
import type { Told } from './teller.ts';
import { TimedPoll } from './timed/timed-poll.ts';
import type { TimedOptions } from './timed/timed-poll.ts';
import type { Verdict } from './verdict.ts';

export interface ChangesSourceParts {
  readonly config: ChangesConfig;
  readonly context: SourceContext;
  readonly reader: ObjectReader;
  readonly folder: InventoryFolder;
  /** What is done with objects that have been told; null: nothing. */
  readonly after: AfterWork | null;
  readonly clock: Clock;
  /** The clock of S3, milliseconds since 1970, as far as its answers have told. */
  readonly nowMs: () => number;
}

/**
 * Watches a bucket: each poll joins the listing with the inventory of what was seen, tells the differences, and writes
 * the next inventory as it goes. Its position says how far the poll is, so that a restart goes on in the middle of it.
 *
 * Invariant: the inventory says what has been told, and never more.
 */
export class ChangesSource implements Source {
  readonly keepsPosition = true;
  readonly #parts: ChangesSourceParts;
  readonly #teller: Teller;
  /** Of the last poll that began. */
  #number: number;
  #seen: SavedInventory | null;
  #lastPoll: PollSummary | null;
  #poll: Poll | TimedPoll | null = null;
  /** What an earlier run has left, until it has been taken up. */
  #left: ChangesPosition | null;
  /** The last two: their files are kept, because somebody may go back to the one before the last. */
  #committed: readonly ChangesPosition[];
  /** The only poll that there was to be is over. */
  #hasEnded = false;

  constructor(parts: ChangesSourceParts) {
    const { config, reader, context, clock, after } = parts;
    this.#parts = parts;
    const now = (): bigint => BigInt(clock.wall().getTime()) * 1_000_000n;
    const take = (object: TakenObject): void => after?.take(object);
    const taker = after && { take, removes: removesObjects(config) };
    this.#teller = new Teller({ config, reader, context, now, taker });
    this.#left = asChangesPosition(context.position);
    this.#number = this.#left?.poll ?? 0;
    this.#seen = this.#left?.seen ?? null;
    this.#lastPoll = this.#left?.lastPoll ?? null;
    this.#committed = this.#left === null ? [] : [this.#left];
  }

  async *read(stop: AbortSignal): AsyncGenerator<SourceBatch> {
    const { config, clock } = this.#parts;
    try {
      while (!stop.aborted) {
        const startedMs = clock.nowMs();
        for await (const { out, err } of this.#runPoll(stop)) yield { out, err, position: this.#position() };
        if (stop.aborted) return;
        if (config.once) {
          this.#hasEnded = true;
          return;
        }
        await sleep(clock, Math.max(0, startedMs + config.poll_interval - clock.nowMs()), stop);
      }
    } catch (error) {
      // What was asked of S3 has been given up by the stop.
      if (stop.aborted) return;
      throw this.#inventoryFailure(error);
    }
  }

  async prepare(): Promise<void> {
    try {
      await Promise.all([this.#poll?.flush(), this.#parts.after?.flush()]);
    } catch (error) {
      throw this.#inventoryFailure(error);
    }
  }

  async commit(position: Position, settled: Position): Promise<void> {
    const { after, folder } = this.#parts;
    const committed = asChangesPosition(position);
    if (committed === null) return;
    this.#committed = [...this.#committed.slice(-1), committed];
    await removeOldInventories(folder, this.#committed);
    after?.settle(asChangesPosition(settled)?.taken ?? null);
    if (this.#hasEnded) await this.#finishAfter();
  }

  async close(): Promise<void> {
    const { after, context } = this.#parts;
    try {
      if (this.#hasEnded && !context.signal.aborted) await this.#finishAfter();
    } finally {
      await after?.close();
      await this.#poll?.close();
      await this.#closeAll();
    }
  }

  /** A job that ends leaves nothing to the next one. A flow that is stopped does. */
  async #finishAfter(): Promise<void> {
    try {
      await this.#parts.after?.drain();
    } catch (error) {
      throw this.#inventoryFailure(error);
    }
  }

  async #closeAll(): Promise<void> {
    this.#parts.reader.store.close();
    await removeFolder(this.#parts.folder);
  }

  /** One poll, or the rest of the one that an earlier run has begun. */
  async *#runPoll(stop: AbortSignal): AsyncGenerator<Told> {
    const ending = new AbortController();
    // Every request that is under way listens: as many as `prefetch` says, and more would be no leak.
    setMaxListeners(0, ending.signal);
    const end = (): void => ending.abort(stop.reason);
    stop.addEventListener('abort', end);
    try {
      const poll = (this.#poll = await this.#openPoll(ending.signal));
      if (poll.half !== null) {
        const tasks = this.#teller.tasksOfRest(poll.half);
        yield* this.#teller.tellRest(poll, fetchAll(tasks, this.#limits(ending.signal)), stop);
      }
      if (!stop.aborted) yield* this.#tellAll(poll, ending.signal, stop);
      if (stop.aborted) return;
      await this.#endPoll(poll);
      yield this.#teller.tellNothing();
    } finally {
      stop.removeEventListener('abort', end);
      // Nothing that was asked for must outlive the poll.
      ending.abort(new Error('the poll is over'));
    }
  }

  async *#tellAll(poll: Poll | TimedPoll, signal: AbortSignal, stop: AbortSignal): AsyncGenerator<Told> {
    const changes = poll instanceof Poll ? this.#find(poll, signal) : poll.verdicts();
    const pages = fetchAhead(changes, {
      ...this.#limits(signal),
      tasksOf: (change) => this.#teller.tasksOf(change),
    });
    for await (const page of pages) {
      yield* this.#teller.tellPage(poll, page, stop);
      if (stop.aborted) return;
      await poll.relieve();
      await this.#parts.after?.relieve();
    }
  }

  #find(poll: Poll, signal: AbortSignal): AsyncGenerator<readonly Verdict[]> {
    const { config, reader, folder } = this.#parts;
    const seen = this.#seen && { path: join(folder.path, this.#seen.file), records: this.#seen.records };
    return findChanges({ config, reader, poll, seen, signal });
  }

  async #openPoll(signal: AbortSignal): Promise<Poll | TimedPoll> {
    const { folder, config, nowMs, after } = this.#parts;
    const start = { isUnique: config.versions === 'latest', seen: this.#seen };
    const saved = this.#left?.current ?? null;
    this.#left = null;
    if (saved?.timed !== undefined) return TimedPoll.resume(this.#timedOptions(), saved, saved.timed);
    if (saved !== null) return Poll.resume(folder, saved, start);
    this.#number++;
    await after?.beginPoll(this.#number);
    const poll = await Poll.begin(folder, { ...start, number: this.#number, startedAtMs: nowMs() });
    if (config.order === 'key') return poll;
    try {
      return await TimedPoll.list(this.#timedOptions(), poll, this.#find(poll, signal));
    } finally {
      await poll.close();
    }
  }

  #timedOptions(): TimedOptions {
    return { folder: this.#parts.folder, number: this.#number, removes: removesObjects(this.#parts.config) };
  }

  async #endPoll(poll: PollProgress): Promise<void> {
    const { config, folder, context, nowMs } = this.#parts;
    await poll.finish(folder.isDurable);
    const { counts, startedAtMs } = poll;
    const intervalMs = config.once ? null : config.poll_interval;
    this.#lastPoll = { ...counts, startedAtMs, endedAtMs: nowMs(), intervalMs };
    this.#seen = poll.inventory;
    this.#number = Math.max(this.#number, numberOfInventory(this.#seen.file));
    const { keys, changes, skipped, lists } = counts;
    context.logger.debug(
      `${context.name}: poll ${this.#number}: ${changes} changes among ${keys} keys, ${skipped} skipped, ${lists} LIST requests`,
    );
    // Without checkpoints nobody goes back.
    if (!folder.isDurable) await removeOldInventories(folder, [this.#position()]);
  }

  #limits(signal: AbortSignal): FetchLimits {
    const { prefetch, max_buffer_bytes } = this.#parts.config;
    return { maxRequests: prefetch, maxBytes: max_buffer_bytes, signal };
  }

  /** Of everything that has been told up to now. */
  #position(): ChangesPosition {
    const poll = this.#poll === null || this.#poll.isFinished ? null : this.#poll;
    return {
      poll: this.#number,
      seen: this.#seen,
      current: poll?.save() ?? null,
      lastPoll: this.#lastPoll,
      taken: this.#parts.after?.position ?? null,
    };
  }

  #inventoryFailure(error: unknown): Error {
    const { folder, context } = this.#parts;
    return failureOfInventory(error, folder.path, context.resetCommand);
  }
}
