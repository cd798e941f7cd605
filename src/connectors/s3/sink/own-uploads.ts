import type { ObjectAddress } from '../client/object-store.ts';
import { problemOf } from '../client/s3-problem.ts';
import type { UploadJournal } from './checkpoint/upload-journal.ts';

/** A request to begin an upload that may have done so, without telling us the id. Times are those of the sink's clock. */
export interface LostAnswer {
  readonly beganMs: number;
  /** When it failed for us. */
  readonly endedMs: number;
}

/**
 * The uploads that a sink has open, and those that it may have open: two objects in a row may have the same key, and
 * both be on their way.
 */
export class OwnUploads {
  readonly #ids = new Set<string>();
  readonly #beginning = new Map<string, Set<Promise<unknown>>>();
  readonly #lost = new Map<string, Set<LostAnswer>>();
  readonly #journal: UploadJournal | null;

  /** The journal keeps them in mind beyond the end of this process. */
  constructor(journal: UploadJournal | null = null) {
    this.#journal = journal;
  }

  /** Does `create`, which gives the id of a new upload. */
  async beginning(address: ObjectAddress, create: () => Promise<string>): Promise<string> {
    const place = placeOf(address);
    const running = this.#begin(address, create);
    addTo(this.#beginning, place, running);
    try {
      return await running;
    } finally {
      removeFrom(this.#beginning, place, running);
    }
  }

  /** An earlier run has begun it. */
  adopt(id: string): void {
    this.#ids.add(id);
  }

  /** The upload is complete or gone. */
  ended(id: string): void {
    this.#ids.delete(id);
    this.#journal?.ended(id);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /**
   * Resolves when every request that begins an upload of this key just now has its answer, or none. Rejects with the
   * signal's reason when that comes first.
   */
  async begun(address: ObjectAddress, signal: AbortSignal): Promise<void> {
    const running = this.#beginning.get(placeOf(address));
    if (running === undefined) return;
    signal.throwIfAborted();
    let leave = (): void => {};
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason as Error);
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      await Promise.race([Promise.allSettled(running), left]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  addLost(address: ObjectAddress, lost: LostAnswer): void {
    addTo(this.#lost, placeOf(address), lost);
  }

  /** What was lost for this key, the oldest first, whichever object it was for. */
  lostOf(address: ObjectAddress): readonly LostAnswer[] {
    return [...(this.#lost.get(placeOf(address)) ?? [])];
  }

  /** It is known now that no upload of it is open. */
  settled(address: ObjectAddress, lost: LostAnswer): void {
    const place = placeOf(address);
    removeFrom(this.#lost, place, lost);
    if (!this.#lost.has(place)) this.#journal?.settled(address);
  }

  async #begin(address: ObjectAddress, create: () => Promise<string>): Promise<string> {
    try {
      await this.#journal?.intend(address);
      const id = await create();
      this.#ids.add(id);
      await this.#journal?.began(address, id);
      return id;
    } catch (error) {
      if (!mayHaveBegun(error)) this.#journal?.refused(address);
      throw error;
    }
  }
}

/** May a request to begin an upload that failed like this have begun one? */
function mayHaveBegun(error: unknown): boolean {
  const { mayHaveActed, kind } = problemOf(error);
  return mayHaveActed || kind === 'aborted';
}

function placeOf({ bucket, key }: ObjectAddress): string {
  return `${bucket}\0${key}`;
}

function addTo<T>(sets: Map<string, Set<T>>, place: string, value: T): void {
  const set = sets.get(place);
  if (set === undefined) sets.set(place, new Set([value]));
  else set.add(value);
}

function removeFrom<T>(sets: Map<string, Set<T>>, place: string, value: T): void {
  const set = sets.get(place);
  if (set?.delete(value) === true && set.size === 0) sets.delete(place);
}
