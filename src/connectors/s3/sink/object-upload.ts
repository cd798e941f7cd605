import { setMaxListeners } from 'node:events';
import { bug } from '../../../runtime/api.ts';
import type { Body, ObjectAddress, ObjectStore, PartReceipt } from '../client/object-store.ts';
import type { Retry } from '../client/retry.ts';
import { problemOf } from '../client/s3-problem.ts';
import type { ObjectAttributes } from '../object-attributes.ts';
import { expectedOfParts, expectedOfPut, isSameObject } from './settle.ts';
import type { ExpectedObject } from './settle.ts';
import type { UploadState } from './state.ts';

/** What the uploads of a sink have in common. */
export interface UploadOptions {
  readonly store: ObjectStore;
  readonly retry: Retry;
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
  #partCount = 0;
  #uploadId: Promise<string> | undefined;
  #knownUploadId: string | undefined;
  #whole: Body | undefined;

  constructor(address: ObjectAddress, attributes: ObjectAttributes, options: UploadOptions) {
    this.address = address;
    this.#attributes = attributes;
    this.#options = options;
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
    if (uploadId === undefined) return;
    const { store, retry } = this.#options;
    const remove = (): Promise<void> => store.abortUpload({ ...this.address, uploadId }, signal);
    try {
      if (how === 'once') await remove();
      else await retry(`aborting the upload of ${this.#name}`, signal, remove);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
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
    const { store, retry, signal } = this.#options;
    // Not ended by `abort`: a request that is cut off may still create an upload, whose id nobody would know.
    const uploadId = await retry(`beginning ${this.#name}`, signal, () =>
      store.createUpload(this.address, { attributes: this.#attributes, signal }),
    );
    this.#knownUploadId = uploadId;
    return uploadId;
  }

  async #put(body: Body): Promise<void> {
    const { store, ifAbsent } = this.#options;
    const options = { attributes: this.#attributes, ifAbsent, signal: this.#signal };
    await this.#settling(
      () => store.put(this.address, body, options),
      () => expectedOfPut(body),
    );
  }

  async #complete(): Promise<void> {
    const { store, ifAbsent } = this.#options;
    const uploadId = this.#knownUploadId ?? bug('an upload is completed before it has begun');
    if (this.#receipts.length !== this.#partCount) bug('an upload is completed before its parts are there');
    const options = { ifAbsent, signal: this.#signal };
    await this.#settling(
      () => store.completeUpload({ ...this.address, uploadId }, this.#receipts, options),
      () => expectedOfParts(this.#receipts),
    );
  }

  /**
   * Repeats `action` until it has made the object visible. An attempt whose answer was lost may have succeeded, and
   * the next one is then told that the upload is gone, or that the object exists: settled by looking at the object.
   */
  async #settling(action: () => Promise<void>, expected: () => ExpectedObject): Promise<void> {
    const { retry, store } = this.#options;
    await retry(`completing ${this.#name}`, this.#signal, async (attempt) => {
      try {
        await action();
      } catch (error) {
        if (attempt === 1 || !(isGone(error) || isConflict(error))) throw error;
        const stored = await store.look(this.address, this.#signal);
        if (stored === null || !isSameObject(stored, expected())) throw error;
      }
    });
  }

  get #name(): string {
    return `\`${this.address.key}\` in bucket \`${this.address.bucket}\``;
  }
}

/** The upload is not there (any longer); some servers say NoSuchKey for it. */
function isGone(error: unknown): boolean {
  return problemOf(error).status === 404;
}

function isConflict(error: unknown): boolean {
  return problemOf(error).status === 412;
}
