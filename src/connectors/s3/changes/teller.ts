import { Batch } from '../../../runtime/api.ts';
import type { SourceContext } from '../../../runtime/api.ts';
import type { TakenObject } from './after/journal.ts';
import type { Change, InventoryEntry, ListedObject } from './change.ts';
import { entryOf } from './change.ts';
import { metadataEvent } from './event-record.ts';
import type { FetchedVerdict, FetchTask, Results } from './fetch-ahead.ts';
import type { PollProgress } from './poll.ts';
import type { HalfRead } from './position.ts';
import { piecesOf, readHead, readPiece } from './read-object.ts';
import type { ObjectReader, ReadResult } from './read-object.ts';
import type { ChangesConfig } from './settings.ts';
import { refusalOf, tellContent, tellDelete } from './tell-content.ts';
import type { TellingOptions } from './tell-content.ts';

/** Events, or none of them: then only the place of the poll has moved. */
export interface Told {
  readonly out: Batch;
  readonly err: Batch | null;
}

export interface TellerOptions {
  readonly config: ChangesConfig;
  readonly reader: ObjectReader;
  readonly context: SourceContext;
  /** The time that events are stamped with, nanoseconds since 1970. */
  readonly now: () => bigint;
  /** What setting `after` is about; null: nothing is done with objects that were told. */
  readonly taker: Taker | null;
}

/** Takes objects of which all has been told. */
export interface Taker {
  take(object: TakenObject): void;
  /** They will be gone. */
  readonly removes: boolean;
}

/** More events are not put into one batch. */
const EVENTS_PER_BATCH = 500;
/** What a HEAD request answers takes no memory worth counting. */
const HEAD_BYTES = 0;

/**
 * Makes events of changes, and settles them with the poll. Whenever it yields, the poll says what has been told up to and
 * with these events.
 */
export class Teller {
  readonly #options: TellerOptions;
  readonly #telling: TellingOptions;

  constructor(options: TellerOptions) {
    const { config, reader, context, now } = options;
    this.#options = options;
    this.#telling = { bucket: reader.bucket, decompress: config.decompress, context, now };
  }

  /** What has to be fetched before a change can be told. */
  *tasksOf({ action, object }: Change): Generator<FetchTask<ReadResult>> {
    const { config, reader } = this.#options;
    if (action === 'delete') return;
    if (config.emit === 'content') yield* this.#pieceTasks(object, 0);
    else if (config.head) yield { bytes: HEAD_BYTES, run: (signal) => readHead(reader, object, signal) };
  }

  /** What is left to be fetched of an object that an earlier run has half read. */
  tasksOfRest({ isPlain, offset, ...object }: HalfRead): Generator<FetchTask<ReadResult>> {
    return this.#pieceTasks({ ...object, isDeleteMarker: false }, isPlain ? offset : 0);
  }

  /** Only the place has moved. */
  tellNothing(): Told {
    const { bucket, now } = this.#telling;
    return { out: new Batch({ uri: `s3://${bucket}` }, now()), err: null };
  }

  tellPage(
    poll: PollProgress,
    page: readonly FetchedVerdict<ReadResult>[],
    stop: AbortSignal,
  ): AsyncGenerator<Told> {
    return this.#options.config.emit === 'content'
      ? this.#tellContents(poll, page, stop)
      : this.#tellMetadata(poll, page);
  }

  /** Goes on with an object that an earlier run has half read. */
  async *tellRest(poll: PollProgress, results: Results<ReadResult>, stop: AbortSignal): AsyncGenerator<Told> {
    const half = poll.half!;
    const object: ListedObject = { ...half, isDeleteMarker: false };
    const change = { action: half.action, object };
    // Some of it has been told, so that this state was seen, whatever has become of it.
    yield* this.#tellObject(poll, change, results, half, stop, (how) => {
      const entry = entryOf(object);
      poll.settleHalf(how === 'clean' ? this.#taken(change, entry) : entry);
    });
  }

  *#pieceTasks(object: ListedObject, start: number): Generator<FetchTask<ReadResult>> {
    const { reader } = this.#options;
    for (const range of piecesOf(object, start)) {
      const run = (signal: AbortSignal): Promise<ReadResult> => readPiece(reader, object, range, signal);
      yield { bytes: range.end - range.start, run };
    }
  }

  async *#tellMetadata(
    poll: PollProgress,
    page: readonly FetchedVerdict<ReadResult>[],
  ): AsyncGenerator<Told> {
    const { bucket, now } = this.#telling;
    const newBatch = (): Batch => new Batch({ uri: `s3://${bucket}` }, now());
    let out = newBatch();
    let err: Batch | null = null;
    for (const { verdict, results } of page) {
      const { change, before, after } = verdict;
      const result = change === null ? null : await results.next();
      if (result?.kind === 'lost') {
        poll.counts.skipped++;
        poll.settle(verdict, before);
        continue;
      }
      if (change !== null && result?.kind === 'refused') {
        err ??= newBatch();
        err.push(refusalOf(change, result, this.#telling), new Map(), -1);
      } else if (change !== null) {
        out.push(metadataEvent(bucket, change, result?.kind === 'read' ? result.head : null), new Map(), -1);
        poll.counts.changes++;
      }
      const isTold = change !== null && result?.kind !== 'refused';
      poll.settle(verdict, isTold ? this.#taken(change, after) : after);
      if (out.length < EVENTS_PER_BATCH) continue;
      yield { out, err };
      out = newBatch();
      err = null;
    }
    yield { out, err };
  }

  async *#tellContents(
    poll: PollProgress,
    page: readonly FetchedVerdict<ReadResult>[],
    stop: AbortSignal,
  ): AsyncGenerator<Told> {
    let hasMoved = false;
    for (const { verdict, results } of page) {
      const { change, after } = verdict;
      if (change === null || change.action === 'delete') {
        poll.settle(verdict, after);
        hasMoved = change === null;
        if (change === null) continue;
        poll.counts.changes++;
        yield { out: tellDelete(change, this.#telling), err: null };
        continue;
      }
      hasMoved = false;
      yield* this.#tellObject(poll, change, results, null, stop, (how) => {
        const told = how === 'clean' ? this.#taken(change, after) : after;
        poll.settle(verdict, how === 'lost' ? verdict.before : told);
      });
      if (stop.aborted) return;
    }
    if (hasMoved) yield this.tellNothing();
  }

  /** All of an object has been told: gives what the inventory says of it. */
  #taken<E extends InventoryEntry | null>({ action, object }: Change, entry: E): E {
    const { taker } = this.#options;
    if (taker === null || action === 'delete') return entry;
    taker.take(object);
    return entry !== null && taker.removes ? { ...entry, isTaken: true } : entry;
  }

  /**
   * `settle` is called when all of it is told, and whether that went without errors, or when it turned out that nothing of it
   * can be.
   */
  async *#tellObject(
    poll: PollProgress,
    change: Change,
    results: Results<ReadResult>,
    from: HalfRead | null,
    stop: AbortSignal,
    settle: (how: 'clean' | 'spoiled' | 'lost') => void,
  ): AsyncGenerator<Told> {
    const { counters } = this.#options.context;
    const parts = tellContent(change, results, from, this.#telling);
    let hasErrors = from?.hasErrors === true;
    // One is held back, so that the last one comes with the object settled.
    let held: Told | null = null;
    try {
      for (;;) {
        const { done, value } = await parts.next();
        // A stop cuts the object off anywhere: what the decoder makes of such an end is not in it.
        if (stop.aborted) return;
        if (done === true) {
          poll.half = null;
          if (value === 'told') poll.counts.changes++;
          else poll.counts.skipped++;
          if (value === 'told') counters.objects++;
          settle(value === 'lost' ? 'lost' : hasErrors ? 'spoiled' : 'clean');
          if (held !== null) yield held;
          return;
        }
        const { out, err, half } = value;
        hasErrors ||= err !== null && err.length > 0;
        if (held !== null && isEmpty({ out, err })) continue;
        if (held !== null && !isEmpty(held)) yield held;
        held = { out, err };
        poll.half = halfOf(change, { ...half, ...(hasErrors && { hasErrors }) });
      }
    } finally {
      await parts.return('lost').catch(() => undefined);
      await results.drop();
    }
  }
}

function isEmpty({ out, err }: Told): boolean {
  return out.length === 0 && err === null;
}

function halfOf(
  { action, object }: Change,
  half: Pick<HalfRead, 'offset' | 'skipEvents' | 'events' | 'isPlain' | 'hasErrors'>,
): HalfRead {
  const { key, etag, size, lastModifiedMs, storageClass, versionId, owner } = object;
  return { action, key, etag, size, lastModifiedMs, storageClass, versionId, owner, ...half };
}
