import type { ListedUpload, ObjectAddress, ObjectStore, UploadListing } from '../client/object-store.ts';
import type { Clock } from '../clock.ts';
import type { LostAnswer, OwnUploads } from './own-uploads.ts';
import { removeUpload } from './remove-upload.ts';

/** S3 gives times in whole seconds, in the list as well as in the date of an answer. */
const ROUNDING_MS = 2000;

export interface LostUploadsOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly own: OwnUploads;
}

/** An upload whose id we have, and when it was begun, by our clock. */
export interface KnownUpload {
  readonly uploadId: string;
  readonly beganMs: number;
}

/**
 * Finds the uploads of a key that were begun by requests whose answers were lost. Their ids are unknown, a list of
 * uploads shows no metadata, and there may be another writer of the same key, whose upload must not be touched. So
 * one is taken for ours only if all of this holds:
 *
 * - the same principal began it as the upload that we do know, and not later than that one;
 * - it was begun in the span, by the clock of S3, in which our requests were under way;
 * - it has no part: everybody sends one at once, and nobody can have sent one to an upload with an unknown id;
 * - there are no more of such than the sink has lost answers for the key.
 *
 * What remains: another writer with the same credentials began the same key in the same few seconds, *and* none of its
 * parts has arrived until our object is complete, *and* our own request never arrived.
 */
export class LostUploads {
  readonly #address: ObjectAddress;
  readonly #options: LostUploadsOptions;
  #count = 0;

  constructor(address: ObjectAddress, options: LostUploadsOptions) {
    this.#address = address;
    this.#options = options;
  }

  /** How many answers were lost for this object and are not settled. */
  get count(): number {
    return this.#count;
  }

  /** The answer to a request that was made at `beganMs` of the clock is lost, as we know now. */
  add(beganMs: number): void {
    const { clock, own } = this.#options;
    own.addLost(this.#address, { beganMs, endedMs: clock.nowMs() });
    this.#count++;
  }

  /**
   * Removes them. `known` is the upload that was begun after them, at `beganMs`, and is still open: a list without it is
   * out of date, which is a transient error. False when it cannot be told which ones are ours: nothing is removed then.
   */
  async remove(known: KnownUpload, signal: AbortSignal): Promise<boolean> {
    const { store, own } = this.#options;
    const address = this.#address;
    const listing = await store.listUploads(address, signal);
    const listed = listing.uploads.find(({ uploadId }) => uploadId === known.uploadId);
    if (listed === undefined) throw Object.assign(new Error('a stale list'), { code: 'StaleListing' });
    // The next object with this key may be beginning an upload that is in the list and whose id is not known yet.
    await own.begun(address, signal);
    const lost = own.lostOf(address);
    const candidates = await this.#withoutParts(this.#candidates(listing, listed, lost), signal);
    if (candidates.length > lost.length) return false;
    for (const { uploadId } of candidates) await removeUpload(store, { ...address, uploadId }, signal);
    // Later ones need not be in the list: the object that they were for looks for them.
    for (const answer of lost) if (answer.endedMs <= known.beganMs) own.settled(address, answer);
    this.#count = 0;
    return true;
  }

  #candidates(
    { nowMs, uploads }: UploadListing,
    known: ListedUpload,
    lost: readonly LostAnswer[],
  ): readonly ListedUpload[] {
    const { clock, own } = this.#options;
    // Another object may have settled them: then there is nothing to look for.
    const sinceMs = Math.min(...lost.map(({ beganMs }) => beganMs));
    const fromMs = nowMs - (clock.nowMs() - sinceMs) - ROUNDING_MS;
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
