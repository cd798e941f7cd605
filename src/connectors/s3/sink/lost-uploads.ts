import type { ListedUpload, ObjectAddress, ObjectStore, UploadListing } from '../client/object-store.ts';
import type { Clock } from '../clock.ts';
import type { OwnUploads } from './own-uploads.ts';
import { removeUpload } from './remove-upload.ts';

/** S3 gives times in whole seconds, in the list as well as in the date of an answer. */
const ROUNDING_MS = 2000;

export interface LostUploadsOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly own: OwnUploads;
}

/**
 * Finds the uploads of a key that were begun by requests whose answers were lost. Their ids are unknown, a list of
 * uploads shows no metadata, and there may be another writer of the same key, whose upload must not be touched. So
 * one is taken for ours only if all of this holds:
 *
 * - the same principal began it as the upload that we do know, and not later than that one;
 * - it was begun in the span, by the clock of S3, in which our requests were under way;
 * - it has no part: everybody sends one at once, and nobody can have sent one to an upload with an unknown id;
 * - there are no more of such than we have lost answers, and the sink is not just beginning another one.
 *
 * What remains: another writer with the same credentials began the same key in the same few seconds, *and* none of its
 * parts has arrived until our object is complete, *and* our own request never arrived.
 */
export class LostUploads {
  readonly #address: ObjectAddress;
  readonly #options: LostUploadsOptions;
  #count = 0;
  #sinceMs = 0;

  constructor(address: ObjectAddress, options: LostUploadsOptions) {
    this.#address = address;
    this.#options = options;
  }

  /** How many answers were lost and are not settled. */
  get count(): number {
    return this.#count;
  }

  /** The answer to a request that was made at `beganMs` of the clock is lost. */
  add(beganMs: number): void {
    if (this.#count === 0) this.#sinceMs = beganMs;
    this.#count++;
  }

  /**
   * Removes them. `knownId` is the upload that was begun after them, and is still open: a list without it is out of
   * date, which is a transient error. False when it cannot be told which ones are ours: nothing is removed then.
   */
  async remove(knownId: string, signal: AbortSignal): Promise<boolean> {
    const { store, own } = this.#options;
    const listing = await store.listUploads(this.#address, signal);
    const known = listing.uploads.find(({ uploadId }) => uploadId === knownId);
    if (known === undefined) throw Object.assign(new Error('a stale list'), { code: 'StaleListing' });
    const candidates = await this.#withoutParts(this.#candidates(listing, known), signal);
    if (candidates.length > this.#count || own.isBeginning(this.#address)) return false;
    for (const { uploadId } of candidates) {
      await removeUpload(store, { ...this.#address, uploadId }, signal);
    }
    this.#count = 0;
    return true;
  }

  #candidates({ nowMs, uploads }: UploadListing, known: ListedUpload): readonly ListedUpload[] {
    const { clock, own } = this.#options;
    const fromMs = nowMs - (clock.nowMs() - this.#sinceMs) - ROUNDING_MS;
    return uploads.filter(
      ({ uploadId, initiatedMs, initiator }) =>
        !own.has(uploadId) &&
        initiator === known.initiator &&
        initiatedMs >= fromMs &&
        initiatedMs <= known.initiatedMs,
    );
  }

  async #withoutParts(
    uploads: readonly ListedUpload[],
    signal: AbortSignal,
  ): Promise<readonly ListedUpload[]> {
    const empty: ListedUpload[] = [];
    for (const upload of uploads) {
      const parts = await this.#options.store.countParts({ ...this.#address, ...upload }, signal);
      if (parts === 0) empty.push(upload);
    }
    return empty;
  }
}
