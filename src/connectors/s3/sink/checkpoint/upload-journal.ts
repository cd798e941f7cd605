import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { step } from '../../../../runtime/api.ts';
import type { ObjectAddress, UploadAddress } from '../../client/object-store.ts';
import type { Clock } from '../../clock.ts';
import { cannotWriteState } from '../../cannot-write-state.ts';

/** The file is written anew when it is larger than this, and most of it is about uploads that have ended. */
const COMPACT_BYTES = 256 * 1024;

/** A line of the journal. */
type Entry =
  | { readonly kind: 'intent'; readonly bucket: string; readonly key: string; readonly atMs: number }
  | { readonly kind: 'began'; readonly bucket: string; readonly key: string; readonly id: string }
  | { readonly kind: 'ended'; readonly id: string }
  /** The last request was refused, or all that were lost have been looked for. */
  | { readonly kind: 'refused' | 'settled'; readonly bucket: string; readonly key: string };

export interface LostRequests {
  readonly address: ObjectAddress;
  /** When they were made, in milliseconds of the sink's clock. */
  readonly beganMs: readonly number[];
}

/**
 * The uploads that this flow has begun and not ended, in the file `uploads` beside its checkpoints: the mark by which the
 * next start knows what it may abort. Nothing is ever aborted that is not in here. It outlives a reset of the state.
 *
 * An intent is durable before the request that begins an upload, the id before the first part. That an upload has ended
 * is written without waiting: to abort it once more does no harm.
 */
export class UploadJournal {
  readonly #path: string;
  readonly #clock: Clock;
  /** By their ids. */
  readonly #open = new Map<string, UploadAddress>();
  /** Requests whose answers have not come, by place. */
  readonly #intents = new Map<string, Extract<Entry, { kind: 'intent' }>[]>();
  /** Those of earlier runs. */
  readonly #lost = new Map<string, Extract<Entry, { kind: 'intent' }>[]>();
  #isClosed = false;
  #bytes = 0;
  #queue: Promise<void> = Promise.resolve();
  /** The first one that a write met: nothing is written after it. */
  #failure: Error | null = null;

  private constructor(folder: string, clock: Clock) {
    this.#path = join(folder, 'uploads');
    this.#clock = clock;
  }

  /** Reads what an earlier run has left; the folder is there. */
  static async open(folder: string, clock: Clock): Promise<UploadJournal> {
    const journal = new UploadJournal(folder, clock);
    await journal.#read();
    await journal.#compact();
    return journal;
  }

  /** The uploads that have not ended as far as is known. */
  get uploads(): readonly UploadAddress[] {
    return [...this.#open.values()];
  }

  /** An upload is about to be begun. */
  async intend({ bucket, key }: ObjectAddress): Promise<void> {
    const entry = { kind: 'intent', bucket, key, atMs: this.#clock.wall().getTime() } as const;
    addTo(this.#intents, entry);
    await this.#append(entry, true);
  }

  /** The answer to the last intent of this key has come. (The ones before it stay open: nobody knows what they did.) */
  async began({ bucket, key }: ObjectAddress, id: string): Promise<void> {
    const place = placeOf({ bucket, key });
    this.#intents.get(place)?.pop();
    this.#open.set(id, { bucket, key, uploadId: id });
    await this.#append({ kind: 'began', bucket, key, id }, true);
  }

  /** The request has begun nothing. */
  refused({ bucket, key }: ObjectAddress): void {
    this.#intents.get(placeOf({ bucket, key }))?.pop();
    this.#note({ kind: 'refused', bucket, key });
  }

  /** Uploads of this key that were lost are gone. */
  settled({ bucket, key }: ObjectAddress): void {
    this.#intents.delete(placeOf({ bucket, key }));
    this.#lost.delete(placeOf({ bucket, key }));
    this.#note({ kind: 'settled', bucket, key });
  }

  /** The upload is complete or gone. */
  ended(id: string): void {
    if (this.#open.delete(id)) this.#note({ kind: 'ended', id });
  }

  /** The requests of earlier runs to begin an upload whose answers nobody has seen, by key. */
  get lost(): readonly LostRequests[] {
    const wallMs = this.#clock.wall().getTime();
    const nowMs = this.#clock.nowMs();
    return [...this.#lost.values()].map((entries) => ({
      address: { bucket: entries[0]!.bucket, key: entries[0]!.key },
      // Behind a wall clock that has been set back since, nobody knows how long ago it was.
      beganMs: entries.map(({ atMs }) => (atMs > wallMs ? -Infinity : nowMs - (wallMs - atMs))),
    }));
  }

  /** Writes what is under way, and nothing more. Without anything that has not ended, the file goes. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#queue;
    const requests = [...this.#intents.values(), ...this.#lost.values()].flat();
    if (this.#failure === null && this.#open.size === 0 && requests.length === 0) {
      await rm(this.#path, { force: true }).catch(() => undefined);
    }
  }

  async #read(): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    });
    for (const line of text.split('\n')) {
      const entry = entryOf(line);
      if (entry === null) continue;
      switch (entry.kind) {
        case 'intent':
          addTo(this.#lost, entry);
          break;
        case 'began':
          this.#lost.get(placeOf(entry))?.pop();
          this.#open.set(entry.id, { bucket: entry.bucket, key: entry.key, uploadId: entry.id });
          break;
        case 'refused':
          this.#lost.get(placeOf(entry))?.pop();
          break;
        case 'settled':
          this.#lost.delete(placeOf(entry));
          break;
        case 'ended':
          this.#open.delete(entry.id);
          break;
      }
    }
    for (const [place, entries] of this.#lost) if (entries.length === 0) this.#lost.delete(place);
  }

  /** Does not wait: who appends next is told of a failure. */
  #note(entry: Entry): void {
    this.#append(entry, false).catch(() => undefined);
  }

  #append(entry: Entry, isDurable: boolean): Promise<void> {
    const task = this.#queue.then(() => this.#write(entry, isDurable));
    // A failure is reported by this very call, and to whoever appends next.
    this.#queue = task.catch((error: Error) => {
      this.#failure ??= error;
    });
    return task;
  }

  async #write(entry: Entry, isDurable: boolean): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    if (this.#isClosed) return;
    try {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      const file = await open(this.#path, 'a');
      try {
        await file.writeFile(line);
        if (isDurable) await file.datasync();
      } finally {
        await file.close();
      }
      this.#bytes += line.length;
      if (isDurable) step('s3:journal-synced');
      if (this.#bytes > COMPACT_BYTES) await this.#compact();
    } catch (cause) {
      throw cannotWriteState(this.#path, cause);
    }
  }

  /** Writes the file anew, without what has ended. */
  async #compact(): Promise<void> {
    const entries: Entry[] = [];
    for (const { bucket, key, uploadId: id } of this.#open.values()) {
      entries.push({ kind: 'began', bucket, key, id });
    }
    // Behind them: to a reader, an upload that has begun answers an intent before it.
    entries.push(...[...this.#lost.values(), ...this.#intents.values()].flat());
    // What is still open is not to be written again and again.
    if (entries.length * 400 > this.#bytes && this.#bytes > 0) return;
    const text = Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    const temporary = `${this.#path}.new`;
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.#path);
    this.#bytes = text.length;
  }
}

/** Null for a line that a power cut has torn. */
function entryOf(line: string): Entry | null {
  if (line === '') return null;
  try {
    // Whole lines are written by `append` alone.
    return JSON.parse(line) as Entry;
  } catch {
    return null;
  }
}

function addTo<T extends ObjectAddress>(map: Map<string, T[]>, entry: T): void {
  const place = placeOf(entry);
  const entries = map.get(place);
  if (entries === undefined) map.set(place, [entry]);
  else entries.push(entry);
}

function placeOf({ bucket, key }: ObjectAddress): string {
  return `${bucket}\0${key}`;
}
