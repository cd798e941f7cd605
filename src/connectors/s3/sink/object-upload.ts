import { setMaxListeners } from 'node:events';
import { bug } from '../../../runtime/api.ts';
import type { Logger } from '../../../runtime/api.ts';
import type {
  Body,
  ByteSource,
  ObjectAddress,
  ObjectStore,
  PartReceipt,
  UploadAddress,
} from '../client/object-store.ts';
import type { Retry } from '../client/retry.ts';
import { problemOf } from '../client/s3-problem.ts';
import type { Clock } from '../clock.ts';
import type { ObjectAttributes } from '../object-attributes.ts';
import { receiptsOf, savedParts } from './checkpoint/state.ts';
import type { ContinuationState, UploadState } from './checkpoint/state.ts';
import { Continuation } from './continuation.ts';
import { howToLook } from './how-to-look.ts';
import { BaseChanged, loadBase } from './load-base.ts';
import type { LoadedBase } from './load-base.ts';
import { LostUploads } from './lost-uploads.ts';
import type { KnownUpload } from './lost-uploads.ts';
import type { OwnUploads } from './own-uploads.ts';
import { publishParts, publishWhole } from './publish-object.ts';
import type { Publication } from './publish-object.ts';
import { abortUpload, removeUpload } from './remove-upload.ts';
import type { BaseSplit } from './split-base.ts';

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

/** Where an object goes, and what it goes on from, if it does. */
export interface UploadTarget extends ObjectAddress {
  readonly continuation?: ContinuationState | undefined;
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
  /** Null for an object of its own. */
  readonly continuation: Continuation | null;
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
    { bucket, key, continuation }: UploadTarget,
    eventKey: string,
    attributes: ObjectAttributes,
    options: UploadOptions,
  ) {
    const address = { bucket, key };
    this.address = address;
    this.continuation = continuation === undefined ? null : new Continuation(continuation);
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
    return this.#track(
      this.#makePart(number, (upload) => this.#options.store.uploadPart(upload, number, body, this.#signal)),
    );
  }

  /** Makes bytes of the base a part. Resolves when S3 has it. */
  async copyPart(source: ByteSource): Promise<void> {
    const number = ++this.#partCount;
    const copy = (upload: UploadAddress): Promise<PartReceipt> =>
      this.#options.store.copyPart(upload, number, source, this.#signal);
    try {
      await this.#track(this.#makePart(number, copy));
    } catch (error) {
      throw problemOf(error).status === 412 ? new BaseChanged() : error;
    }
  }

  /** What it goes on from. Changes nothing. */
  loadBase(split: (bytes: number) => BaseSplit): Promise<LoadedBase> {
    const { store, retry } = this.#options;
    const continuation = this.continuation ?? bug('an object of its own goes on from nothing');
    return loadBase(this.address, continuation, split, { store, retry, signal: this.#signal });
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
    else await publishWhole(this.#whole, this.#publication);
  }

  /** Ends what is running, at once. */
  cut(): void {
    this.#ending.abort(new Error('the object was given up'));
  }

  throwIfCut(): void {
    this.#signal.throwIfAborted();
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
    const continuation = this.continuation?.capture();
    return async () => {
      await running;
      const parts = savedParts(this.#receipts.slice(0, count));
      const uploadId = count === 0 ? null : this.#known!.uploadId;
      return {
        ...this.address,
        attributes: this.#attributes,
        uploadId,
        parts,
        ...(continuation !== undefined && { continuation }),
      };
    };
  }

  get #signal(): AbortSignal {
    return this.#ending.signal;
  }

  #track(part: Promise<void>): Promise<void> {
    const running = part.finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running;
  }

  async #makePart(number: number, request: (upload: UploadAddress) => Promise<PartReceipt>): Promise<void> {
    const { uploadId } = await this.#begin();
    const upload = { ...this.address, uploadId };
    const what = `part ${number} of ${this.#name}`;
    this.#receipts[number - 1] = await this.#options.retry(what, this.#signal, () => request(upload));
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

  async #complete(): Promise<void> {
    const { own } = this.#options;
    const { uploadId } = this.#known ?? bug('an upload is completed before it has begun');
    if (this.#receipts.length !== this.#partCount) bug('an upload is completed before its parts are there');
    // Before the known one goes, as the others are told by it.
    await this.#removeLost(this.#signal, 'patiently');
    const upload = { ...this.address, uploadId };
    try {
      await publishParts(upload, this.#receipts, this.#publication);
    } catch (error) {
      if (this.continuation !== null && (await this.#isRefused(error, upload))) throw new BaseChanged();
      throw error;
    }
    own.ended(uploadId);
  }

  /** Was it the condition that failed? An object that is gone is told by the same status as an upload that is gone. */
  async #isRefused(error: unknown, upload: UploadAddress): Promise<boolean> {
    const { status } = problemOf(error);
    if (status !== 404) return status === 412;
    return (await this.#options.store.countParts(upload, this.#signal).catch(() => null)) !== null;
  }

  get #publication(): Publication {
    const { ifAbsent, mayBeThere, store, retry } = this.#options;
    const base = this.continuation?.base;
    return {
      address: this.address,
      attributes: this.#attributes,
      // What it goes on from must still be there, or still nothing.
      ifAbsent: this.continuation === null ? ifAbsent : base === null,
      ifMatch: base?.etag === '' ? undefined : base?.etag,
      mayBeThere,
      store,
      retry,
      signal: this.#signal,
    };
  }

  get #name(): string {
    return `\`${this.address.key}\` in bucket \`${this.address.bucket}\``;
  }
}

/** One text for each key of each bucket. */
export function placeOf({ bucket, key }: ObjectAddress): string {
  return `${bucket}\0${key}`;
}

function failedToLook(error: unknown): string {
  const { words, status } = problemOf(error);
  const permissions = 's3:ListBucketMultipartUploads and s3:ListMultipartUploadParts';
  return `looking for it failed: ${words}${status === 403 ? `, which takes ${permissions}` : ''}`;
}
