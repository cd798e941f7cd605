import { setMaxListeners } from 'node:events';
import { bug } from '../../../runtime/api.ts';
import type { Logger } from '../../../runtime/api.ts';
import type { Body, ObjectAddress, ObjectStore, PartReceipt, UploadAddress } from '../client/object-store.ts';
import type { Retry } from '../client/retry.ts';
import { problemOf } from '../client/s3-problem.ts';
import type { S3Problem } from '../client/s3-problem.ts';
import type { Clock } from '../clock.ts';
import type { ObjectAttributes } from '../object-attributes.ts';
import { LostUploads } from './lost-uploads.ts';
import type { OwnUploads } from './own-uploads.ts';
import { abortUpload, removeUpload } from './remove-upload.ts';
import { expectedOfParts, expectedOfPut, isSameObject } from './settle.ts';
import type { ExpectedObject } from './settle.ts';
import type { UploadState } from './state.ts';

/** What the uploads of a sink have in common. */
export interface UploadOptions {
  readonly store: ObjectStore;
  readonly retry: Retry;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly own: OwnUploads;
  readonly ifAbsent: boolean;
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
  readonly #options: UploadOptions;
  readonly #attributes: ObjectAttributes;
  readonly #ending = new AbortController();
  readonly #receipts: PartReceipt[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #lost: LostUploads;
  #partCount = 0;
  #uploadId: Promise<string> | undefined;
  #knownUploadId: string | undefined;
  #whole: Body | undefined;

  constructor(address: ObjectAddress, attributes: ObjectAttributes, options: UploadOptions) {
    this.address = address;
    this.#attributes = attributes;
    this.#options = options;
    this.#lost = new LostUploads(address, options);
    // Each part in flight listens; Node takes more than ten listeners for a leak and says so on stderr.
    setMaxListeners(0, this.#ending.signal);
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
    await Promise.allSettled([...this.#running, this.#uploadId]);
    const uploadId = this.#knownUploadId;
    if (how === 'patiently' && uploadId !== undefined) await this.#removeLost(uploadId, signal);
    else if (this.#lost.count > 0) this.#warnOfLost('there was no time to look for it');
    if (uploadId === undefined) return;
    const { store, retry, own } = this.#options;
    const upload = { ...this.address, uploadId };
    if (how === 'once') await abortUpload(store, upload, signal);
    else
      await retry(`aborting the upload of ${this.#name}`, signal, () => removeUpload(store, upload, signal));
    own.ended(uploadId);
  }

  /** What is known of it now, for a checkpoint. */
  capture(): UploadState {
    return {
      ...this.address,
      uploadId: this.#knownUploadId ?? null,
      parts: this.#receipts.filter((receipt) => receipt !== undefined),
    };
  }

  get #signal(): AbortSignal {
    return this.#ending.signal;
  }

  async #uploadPart(number: number, body: Body): Promise<void> {
    const { store, retry } = this.#options;
    const uploadId = await this.#begin();
    const upload = { ...this.address, uploadId };
    const receipt = await retry(`part ${number} of ${this.#name}`, this.#signal, () =>
      store.uploadPart(upload, number, body, this.#signal),
    );
    this.#receipts[number - 1] = receipt;
  }

  #begin(): Promise<string> {
    this.#uploadId ??= this.#create();
    return this.#uploadId;
  }

  async #create(): Promise<string> {
    const { store, retry, signal, own } = this.#options;
    const options = { attributes: this.#attributes, signal };
    // `abort` ends the repeating, but no request: one that is cut off may still create an upload, whose id nobody
    // would know.
    const uploadId = await retry(`beginning ${this.#name}`, this.#signal, () =>
      own.beginning(this.address, () => this.#notingLoss(() => store.createUpload(this.address, options))),
    );
    this.#knownUploadId = uploadId;
    return uploadId;
  }

  async #notingLoss(create: () => Promise<string>): Promise<string> {
    const beganMs = this.#options.clock.nowMs();
    try {
      return await create();
    } catch (error) {
      const { mayHaveActed, kind } = problemOf(error);
      if (mayHaveActed || kind === 'aborted') this.#lost.add(beganMs);
      throw error;
    }
  }

  /** Removes uploads whose ids were never learnt. What cannot be removed is no reason to fail. */
  async #removeLost(knownId: string, signal: AbortSignal): Promise<void> {
    if (this.#lost.count === 0) return;
    try {
      const isDone = await this.#options.retry(`looking for a lost upload of ${this.#name}`, signal, () =>
        this.#lost.remove(knownId, signal),
      );
      if (!isDone)
        this.#warnOfLost('another writer of the same key makes it impossible to tell which one it is');
    } catch (error) {
      if (!signal.aborted) this.#warnOfLost(`looking for it failed: ${problemOf(error).words}`);
    }
  }

  #warnOfLost(why: string): void {
    const { bucket, key } = this.address;
    this.#options.logger.warn(
      `a multipart upload of ${this.#name} may have been left open, as an answer of S3 was lost; ${why}`,
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
    const uploadId = this.#knownUploadId ?? bug('an upload is completed before it has begun');
    if (this.#receipts.length !== this.#partCount) bug('an upload is completed before its parts are there');
    // Before the known one goes, as the others are told by it.
    await this.#removeLost(uploadId, this.#signal);
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
    let mayBeDone = false;
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
    // Ceph answers 500 for an upload that is gone.
    if (status !== 404 && status !== 412 && problem.class !== 'server') return false;
    const isGone = status === 404 ? true : await this.#isGone(upload);
    if (isGone === false) return false;
    if (await this.#isThere(expectedOfParts(this.#receipts, this.#attributes.metadata))) return true;
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

  async #isThere(expected: ExpectedObject): Promise<boolean> {
    const stored = await this.#options.store.look(this.address, this.#signal);
    return stored !== null && isSameObject(stored, expected);
  }

  get #name(): string {
    return `\`${this.address.key}\` in bucket \`${this.address.bucket}\``;
  }
}
