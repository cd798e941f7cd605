import { open, rename } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { journalLine, readJournal, writeJournal } from './journal-lines.ts';
import { writeWhole } from './file-descriptor.ts';
import { syncFolder } from './sync-folder.ts';
import type { JournalRecord } from './records.ts';

export interface JournalOptions {
  readonly path: string;
  /** The folder of the bytes that records speak of: made durable before a record that names one. */
  readonly dataFolder: string;
  readonly fsync: boolean;
  /** Takes in what was in the journal; called once, while it is opened. */
  readonly replay: (records: readonly JournalRecord[]) => void;
  /** Brings a durable record into effect. Called in journal order, one call per record, before `append` resolves. */
  readonly apply: (record: JournalRecord) => void;
  /** How many records `snapshot` gives. */
  readonly liveRecords: () => number;
  /** Everything that is in effect, as few records as possible. */
  readonly snapshot: () => Iterable<JournalRecord>;
}

interface Waiting {
  readonly record: JournalRecord;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** The journal is rewritten when it has this many lines, and more than half of them are no longer in effect. */
const COMPACT_MIN_LINES = 20_000;

/**
 * The one place where a change to a bucket becomes true: a line on disk.
 *
 * Writers that come together share one write and one fdatasync. The order is always: the bytes are durable, the
 * record is durable, it is applied, the client is answered.
 */
export class Journal {
  readonly #options: JournalOptions;
  #file: FileHandle;
  #length: number;
  #lines: number;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  #failure: Error | undefined;

  private constructor(options: JournalOptions, file: FileHandle, length: number, lines: number) {
    this.#options = options;
    this.#file = file;
    this.#length = length;
    this.#lines = lines;
  }

  static async open(options: JournalOptions): Promise<Journal> {
    const file = await open(options.path, 'a+');
    try {
      const { records, damagedLines, length } = await readJournal(file);
      options.replay(records);
      const journal = new Journal(options, file, length, records.length);
      if (damagedLines === 0) {
        await file.truncate(length);
        await journal.#compactIfWorthIt();
      } else {
        // Kept for whoever wants to know what happened; what could be read of it goes on in a new journal.
        await rename(options.path, `${options.path}.damaged`);
        await journal.#compact();
      }
      return journal;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Resolves when `record` is durable and applied. */
  append(record: JournalRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  get isIdle(): boolean {
    return this.#flushing === undefined;
  }

  /** Resolves when nothing is on its way, though something may have been appended since. */
  async idle(): Promise<void> {
    await this.#flushing;
  }

  async close(): Promise<void> {
    while (!this.isIdle) await this.idle();
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(batch);
        for (const waiting of batch) this.#settle(waiting);
        await this.#compactIfWorthIt();
      } catch (error) {
        // Those that were settled before a failing compaction do not hear this.
        for (const waiting of batch) waiting.reject(asError(error));
      }
    }
    this.#flushing = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const bytes = Buffer.from(batch.map(({ record }) => journalLine(record)).join(''));
    try {
      if (this.#options.fsync) await syncFolder(this.#options.dataFolder);
      // A few hundred bytes into the page cache: cheaper than asking somebody else to do it.
      writeWhole(this.#file.fd, bytes);
      if (this.#options.fsync) await this.#file.datasync();
    } catch (error) {
      await this.#takeBack();
      throw error;
    }
    this.#length += bytes.length;
    this.#lines += batch.length;
  }

  /** A batch that failed must not come true at the next start; if that cannot be had, nothing more is written. */
  async #takeBack(): Promise<void> {
    try {
      await this.#file.truncate(this.#length);
    } catch (error) {
      this.#failure = asError(error);
    }
  }

  #settle({ record, resolve, reject }: Waiting): void {
    try {
      this.#options.apply(record);
      resolve();
    } catch (error) {
      reject(asError(error));
    }
  }

  async #compactIfWorthIt(): Promise<void> {
    if (this.#lines >= COMPACT_MIN_LINES && this.#lines > 2 * this.#options.liveRecords()) {
      await this.#compact();
    }
  }

  /** Only the flush loop applies records, and it waits for this: the snapshot is of one moment. */
  async #compact(): Promise<void> {
    const { path, fsync, snapshot } = this.#options;
    const old = this.#file;
    const { file, length, lines } = await writeJournal(path, snapshot(), fsync);
    this.#file = file;
    this.#length = length;
    this.#lines = lines;
    await old.close();
    if (fsync) await syncFolder(dirname(path));
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
