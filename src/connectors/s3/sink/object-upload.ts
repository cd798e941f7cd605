import { setMaxListeners } from 'node:events';
import { bug } from '../../../runtime/api.ts';
import type { Logger } from '../../../runtime/api.ts';
import type {
  Body,
  ObjectAddress,
  ObjectStore,
  PartReceipt,
  StoredObject,
  UploadAddress,
} from '../client/object-store.ts';
import type { Retry } from '../client/retry.ts';
import { problemOf } from '../client/s3-problem.ts';
import type { S3Problem } from '../client/s3-problem.ts';
import type { Clock } from '../clock.ts';
import type { ObjectAttributes } from '../object-attributes.ts';
import { receiptsOf, savedParts } from './checkpoint/state.ts';
import type { UploadState } from './checkpoint/state.ts';
import { LookFailure } from './failure.ts';
import { howToLook } from './how-to-look.ts';
import { LostUploads } from './lost-uploads.ts';
import type { KnownUpload } from './lost-uploads.ts';
import type { OwnUploads } from './own-uploads.ts';
import { abortUpload, removeUpload } from './remove-upload.ts';
import { expectedOfParts, expectedOfPut, isSameObject } from './settle.ts';
import type { ExpectedObject } from './settle.ts';

/** What the uploads of a sink have in common. */
export interface UploadOptions {
  readonly store: ObjectStore;
  readonly retry: Retry;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly own: OwnUploads;
  readonly ifAbsent: boolean;
  /** An earlier run may have written this very object already. */
  readonly mayBeThere: boolean;
  /** Aborted when the flow is ended by force. */
  readonly signal: AbortSignal;
}

/**
 * The way of one object into S3: any number of parts in any order of completion, then `seal`, then `publish`.
 *
 * An object without parts becomes a single PUT; the multipart upload is created together with the first part.
 * Until it is published nothing of it is visible, and `abort` leaves nothing behind.
 */
export class ObjectUpload {
  readonly address: ObjectAddress;
  /** Objects that share one of these become visible one after another. */
  readonly places: readonly string[];
  /** How many snapshots this run of the sink had made before its first event; 0 when that came in an earlier run. */
  snapshotsBefore = 0;
  readonly #options: UploadOptions;
  readonly #attributes: ObjectAttributes;
  readonly #ending = new AbortController();
  readonly #receipts: PartReceipt[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #lost: LostUploads;
  #partCount = 0;
  #upload: Promise<KnownUpload> | undefined;
  #known: KnownUpload | undefined;
  #whole: Body | undefined;
  #isSpanning = false;

  /** `eventKey`: as the events have it; the object follows those of that key. */
  constructor(
    address: ObjectAddress,
    eventKey: string,
    attributes: ObjectAttributes,
    options: UploadOptions,
  ) {
    this.address = address;
    this.places = [...new Set([placeOf(address), placeOf({ ...address, key: eventKey })])];
    this.#attributes = attributes;
    this.#options = options;
    this.#lost = new LostUploads(address, options);
    // Each part in flight listens; Node takes more than ten listeners for a leak and says so on stderr.
    setMaxListeners(0, this.#ending.signal);
  }

  /** Goes on with what an earlier run has sent. Before the first part. */
  restore({ uploadId, parts }: UploadState): void {
    if (uploadId === null) return;
    this.#options.own.adopt(uploadId);
    this.#known = { uploadId, beganMs: this.#options.clock.nowMs() };
    this.#upload = Promise.resolve(this.#known);
    this.#receipts.push(...receiptsOf(parts));
    this.#partCount = parts.length;
    this.#isSpanning = true;
  }

  /** A checkpoint refers to the multipart upload: it must neither be completed without another one nor be removed. */
  get isSpanning(): boolean {
    return this.#isSpanning;
  }

  /** Parts that were handed in so far. */
  get partCount(): number {
    return this.#partCount;
  }

  /** Resolves when S3 has the part. Its bytes must not change until then. */
  sendPart(body: Body): Promise<void> {
    const number = ++this.#partCount;
    const running = this.#uploadPart(number, body).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running;
  }

  /** Makes a PUT of the object, which has no parts. */
  setWhole(body: Body): void {
    this.#whole = body;
  }

  /** Resolves when everything that S3 needs beforehand is there: all parts. */
  async seal(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** Makes the object visible. */
  async publish(): Promise<void> {
    if (this.#whole === undefined) await this.#complete();
    else await this.#put(this.#whole);
  }

  /** Ends what is running, at once. */
  cut(): void {
    this.#ending.abort(new Error('the object was given up'));
  }

  /** Gives the object up: ends what is running and removes the upload from S3, `once` without a second attempt. */
  async abort(signal: AbortSignal, how: 'patiently' | 'once'): Promise<void> {
    this.cut();
    await Promise.allSettled([...this.#running, this.#upload]);
    if (this.#lost.count > 0) await this.#lookForLost(signal, how);
    if (this.#known === undefined) return;
    const { store, retry, own } = this.#options;
    const { uploadId } = this.#known;
    const upload = { ...this.address, uploadId };
    if (how === 'once') await abortUpload(store, upload, signal);
    else
      await retry(`aborting the upload of ${this.#name}`, signal, () => removeUpload(store, upload, signal));
    own.ended(uploadId);
  }

  /**
   * Captures the parts that were handed in so far, for a checkpoint; what the result gives resolves when S3 has them, and
   * rejects when one of them fails.
   */
  capture(): () => Promise<UploadState> {
    const count = this.#partCount;
    const running = Promise.all(this.#running);
    // Whoever looks may look later than it fails.
    running.catch(() => undefined);
    if (count > 0) this.#isSpanning = true;
    return async () => {
      await running;
      const parts = savedParts(this.#receipts.slice(0, count));
      const uploadId = count === 0 ? null : this.#known!.uploadId;
      return { ...this.address, attributes: this.#attributes, uploadId, parts };
    };
  }

  get #signal(): AbortSignal {
    return this.#ending.signal;
  }

  async #uploadPart(number: number, body: Body): Promise<void> {
    const { store, retry } = this.#options;
    const { uploadId } = await this.#begin();
    const upload = { ...this.address, uploadId };
    const receipt = await retry(`part ${number} of ${this.#name}`, this.#signal, () =>
      store.uploadPart(upload, number, body, this.#signal),
    );
    this.#receipts[number - 1] = receipt;
  }

  #begin(): Promise<KnownUpload> {
    this.#upload ??= this.#create(this.#signal);
    return this.#upload;
  }

  async #create(ending: AbortSignal): Promise<KnownUpload> {
    const { retry, signal } = this.#options;
    // `ending` ends the repeating, but no request: one that is cut off may still create an upload that nobody knows.
    return retry(`beginning ${this.#name}`, ending, () => this.#createOnce(signal));
  }

  async #createOnce(signal: AbortSignal): Promise<KnownUpload> {
    const { store, clock, own } = this.#options;
    const options = { attributes: this.#attributes, signal };
    const beganMs = clock.nowMs();
    const uploadId = await own.beginning(this.address, async () => {
      try {
        return await store.createUpload(this.address, options);
      } catch (error) {
        if (problemOf(error).mayHaveActed || signal.aborted) this.#lost.add(beganMs);
        throw error;
      }
    });
    this.#known = { uploadId, beganMs };
    return this.#known;
  }

  /** On the way out: removes uploads whose ids were never learnt, as far as the time allows. */
  async #lookForLost(signal: AbortSignal, how: 'patiently' | 'once'): Promise<void> {
    // The known one has parts, which cost something; a lost one has none.
    if (how === 'once' && this.#known !== undefined) this.#warnOfLost('there was no time to look for it');
    else await this.#removeLost(signal, how);
  }

  /** Removes uploads whose ids were never learnt. What cannot be removed is no reason to fail. */
  async #removeLost(signal: AbortSignal, how: 'patiently' | 'once'): Promise<void> {
    if (this.#lost.count === 0) return;
    try {
      // When no id was ever learnt, another upload is begun to tell them by, and goes with them.
      const create = (): Promise<KnownUpload> =>
        how === 'once' ? this.#createOnce(signal) : this.#create(signal);
      const known = this.#known ?? (await create());
      const remove = (): Promise<boolean> => this.#lost.remove(known, signal);
      const what = `looking for a lost upload of ${this.#name}`;
      const isDone = await (how === 'once' ? remove() : this.#options.retry(what, signal, remove));
      if (!isDone)
        this.#warnOfLost('another writer of the same key makes it impossible to tell which one it is');
    } catch (error) {
      if (!signal.aborted) this.#warnOfLost(failedToLook(error));
    }
  }

  #warnOfLost(why: string): void {
    const { bucket, key } = this.address;
    this.#options.logger.warn(
      `a multipart upload of ${this.#name} may have been left open, as an answer of S3 was lost; ${why}; ` +
        howToLook(this.address),
      { bucket, key },
    );
  }

  async #put(body: Body): Promise<void> {
    const { store, ifAbsent } = this.#options;
    const options = { attributes: this.#attributes, ifAbsent, signal: this.#signal };
    await this.#settling(
      () => store.put(this.address, body, options),
      ({ status }) =>
        status === 412 ? this.#isThere(expectedOfPut(body, this.#attributes.metadata)) : false,
    );
  }

  async #complete(): Promise<void> {
    const { store, ifAbsent, own } = this.#options;
    const { uploadId } = this.#known ?? bug('an upload is completed before it has begun');
    if (this.#receipts.length !== this.#partCount) bug('an upload is completed before its parts are there');
    // Before the known one goes, as the others are told by it.
    await this.#removeLost(this.#signal, 'patiently');
    const upload = { ...this.address, uploadId };
    const options = { ifAbsent, signal: this.#signal };
    await this.#settling(
      () => store.completeUpload(upload, this.#receipts, options),
      (problem) => this.#isCompleted(upload, problem),
    );
    own.ended(uploadId);
  }

  /**
   * Repeats `action` until it has made the object visible. An attempt that failed may have succeeded nevertheless, and
   * the next one is then told that the upload is gone, or that the object exists: `isDone` settles it by looking.
   */
  async #settling(
    action: () => Promise<void>,
    isDone: (problem: S3Problem) => Promise<boolean> | boolean,
  ): Promise<void> {
    let mayBeDone = this.#options.mayBeThere;
    await this.#options.retry(`completing ${this.#name}`, this.#signal, async () => {
      try {
        await action();
      } catch (error) {
        const problem = problemOf(error);
        if (mayBeDone && (await isDone(problem))) return;
        mayBeDone ||= problem.mayHaveActed;
        throw error;
      }
    });
  }

  /**
   * Has an earlier attempt completed the upload? Only if the upload is gone and the object is the one that its parts
   * make. (An upload that is still there was not completed, whatever object there is: then that is somebody else's.)
   */
  async #isCompleted(upload: UploadAddress, problem: S3Problem): Promise<boolean> {
    const { status } = problem;
    if (status === 412 && this.#options.mayBeThere && (await this.#isThere(this.#expected))) {
      // Written by an earlier run, whose upload was another one.
      await removeUpload(this.#options.store, upload, this.#signal);
      return true;
    }
    // Ceph answers 500 for an upload that is gone.
    if (status !== 404 && status !== 412 && problem.class !== 'server') return false;
    const isGone = status === 404 ? true : await this.#isGone(upload);
    if (isGone === false) return false;
    if (await this.#isThere(this.#expected)) return true;
    if (problem.class !== 'server' || isGone === undefined) return false;
    throw Object.assign(new Error('the upload is gone'), { name: 'NoSuchUpload' });
  }

  /** Undefined when we may not look. */
  async #isGone(upload: UploadAddress): Promise<boolean | undefined> {
    try {
      return (await this.#options.store.countParts(upload, this.#signal)) === null;
    } catch (error) {
      if (problemOf(error).kind === 'permanent') return undefined;
      throw error;
    }
  }

  get #expected(): ExpectedObject {
    return expectedOfParts(this.#receipts, this.#attributes.metadata);
  }

  async #isThere(expected: ExpectedObject): Promise<boolean> {
    const stored = await this.#look();
    return stored !== null && isSameObject(stored, expected);
  }

  async #look(): Promise<StoredObject | null> {
    try {
      return await this.#options.store.look(this.address, this.#signal);
    } catch (error) {
      throw this.#signal.aborted || problemOf(error).kind !== 'permanent' ? error : new LookFailure(error);
    }
  }

  get #name(): string {
    return `\`${this.address.key}\` in bucket \`${this.address.bucket}\``;
  }
}

function placeOf({ bucket, key }: ObjectAddress): string {
  return `${bucket}\0${key}`;
}

function failedToLook(error: unknown): string {
  const { words, status } = problemOf(error);
  const permissions = 's3:ListBucketMultipartUploads and s3:ListMultipartUploadParts';
  return `looking for it failed: ${words}${status === 403 ? `, which takes ${permissions}` : ''}`;
}
