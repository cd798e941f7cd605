import type { ObjectAddress } from '../client/object-store.ts';
import { problemOf } from '../client/s3-problem.ts';
import type { UploadJournal } from './checkpoint/upload-journal.ts';

/** The uploads that a sink has open: two objects in a row may have the same key, and both be on their way. */
export class OwnUploads {
  readonly #ids = new Set<string>();
  readonly #beginning = new Map<string, number>();
  readonly #journal: UploadJournal | null;

  /** The journal keeps them in mind beyond the end of this process. */
  constructor(journal: UploadJournal | null = null) {
    this.#journal = journal;
  }

  /** Does `create`, which gives the id of a new upload. */
  async beginning(address: ObjectAddress, create: () => Promise<string>): Promise<string> {
    const place = placeOf(address);
    this.#beginning.set(place, (this.#beginning.get(place) ?? 0) + 1);
    try {
      await this.#journal?.intend(address);
      const id = await create();
      this.#ids.add(id);
      await this.#journal?.began(address, id);
      return id;
    } catch (error) {
      if (!mayHaveBegun(error)) this.#journal?.refused(address);
      throw error;
    } finally {
      const left = this.#beginning.get(place)! - 1;
      if (left === 0) this.#beginning.delete(place);
      else this.#beginning.set(place, left);
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

  /** The uploads of this key that were lost are gone. */
  settled(address: ObjectAddress): void {
    this.#journal?.settled(address);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Is there an upload of this key whose id is not known yet? */
  isBeginning(address: ObjectAddress): boolean {
    return this.#beginning.has(placeOf(address));
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
