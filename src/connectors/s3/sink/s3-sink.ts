import { CodecError, FlowFailure } from '../../../runtime/api.ts';
import type { Batch, Json, Sink, SinkContext } from '../../../runtime/api.ts';
import { findField } from '../../../runtime/value/path.ts';
import type { ObjectStore } from '../client/object-store.ts';
import type { Retry } from '../client/retry.ts';
import type { Clock } from '../clock.ts';
import { keyProblem } from '../names.ts';
import { mergeAttributes } from '../object-attributes.ts';
import { BodyBuffer } from './body-buffer.ts';
import { BufferPool } from './buffer-pool.ts';
import { Deadline } from './deadline.ts';
import { targetOf } from './event-target.ts';
import { failureOf } from './failure.ts';
import { Flights } from './flights.ts';
import { Launcher } from './launcher.ts';
import { ObjectNames } from './object-names.ts';
import { ObjectUpload } from './object-upload.ts';
import { OpenObject } from './open-object.ts';
import type { SinkOptions } from './options.ts';
import { PART_MARGIN } from './part-plan.ts';
import type { S3SinkState } from './state.ts';

/** What a sink works with. */
export interface SinkParts {
  readonly options: SinkOptions;
  readonly context: SinkContext;
  readonly store: ObjectStore;
  readonly retry: Retry;
  readonly clock: Clock;
}

/** How long the uploads that are left open may take to be removed. */
const CLEAN_UP_MS = 30_000;
const FORCED_CLEAN_UP_MS = 3_000;

/**
 * Consecutive events with one key make one object.
 *
 * One object is *open*: events are encoded into its buffer, and whenever that holds a part, the part goes on its way.
 * When the key changes, the open object is *ending*: it needs room among the objects and parts in flight, and while
 * there is none, `write` waits. Then it is *completing*, in the background, and the next object is open.
 *
 * The event that shows the new key is encoded into the *incoming* object's buffer first: if it cannot be encoded, the
 * open object is not disturbed.
 *
 * `$s3` of the first event decides the attributes of an object; what later events of it say is not looked at.
 */
export class S3Sink implements Sink {
  readonly #parts: SinkParts;
  readonly #pool: BufferPool;
  readonly #flights: Flights;
  readonly #launcher: Launcher;
  readonly #names: ObjectNames;
  readonly #deadline: Deadline;
  #open: OpenObject | null = null;
  #incoming: OpenObject | null = null;
  /** Belongs to the open object. */
  #buffer: BodyBuffer;
  /** Belongs to the incoming object. */
  #spare: BodyBuffer;
  #failure: FlowFailure | null = null;
  /** A call is pending that a failure can be reported to. */
  #isCalled = false;

  constructor(parts: SinkParts) {
    const { options, context, clock } = parts;
    this.#parts = parts;
    this.#pool = new BufferPool(options.maxPartsInFlight);
    this.#buffer = new BodyBuffer(this.#pool, options.plan.partBytes(1));
    this.#spare = new BodyBuffer(this.#pool, options.plan.partBytes(1));
    this.#flights = new Flights(() => this.#goOn());
    this.#names = new ObjectNames(options.rolledKey, context.logger);
    this.#launcher = new Launcher({
      flights: this.#flights,
      counters: context.counters,
      onFailure: (error, upload) => this.#fail(failureOf(error, upload, options.ifAbsent)),
      abort: (upload) => this.#abort(upload),
    });
    this.#deadline = new Deadline({
      clock,
      maxAgeMs: options.maxAgeMs,
      idleMs: options.idleMs,
      onDue: (object) => {
        this.#roll(object);
        this.#goOn();
      },
    });
    context.signal.addEventListener('abort', this.#endByForce, { once: true });
  }

  /** The memory of all buffers, in use or not. */
  get heldBytes(): number {
    return this.#buffer.capacity + this.#spare.capacity + this.#pool.idleBytes + this.#flights.bytes;
  }

  write(batch: Batch): void | Promise<void> {
    this.#throwFailure();
    const next = this.#accept(batch, 0);
    if (next < batch.length) return this.#called(() => this.#acceptRest(batch, next));
  }

  finish(): Promise<void> {
    return this.#called(() => this.#completeAll());
  }

  snapshot(): Promise<Json> {
    const state: S3SinkState = {
      version: 1,
      open: this.#open?.capture(this.#buffer.length) ?? null,
      completing: this.#launcher.capture(),
    };
    // Of plain data throughout; an interface is not assignable to an index signature.
    return Promise.resolve(state as unknown as Json);
  }

  async close(): Promise<void> {
    this.#deadline.stop();
    this.#giveUpUnfinished();
    await this.#launcher.settled();
    this.#parts.context.signal.removeEventListener('abort', this.#endByForce);
    this.#parts.store.close();
  }

  async #acceptRest(batch: Batch, from: number): Promise<void> {
    for (let next = from; next < batch.length; next = this.#accept(batch, next)) await this.#change();
  }

  async #completeAll(): Promise<void> {
    this.#throwFailure();
    for (const object of [this.#open, this.#incoming]) {
      if (object !== null) object.isEnding = true;
    }
    while (!this.#settle()) await this.#change();
    while (!this.#flights.isEmpty) await this.#change();
    this.#deadline.stop();
    this.#names.summarize();
  }

  async #change(): Promise<void> {
    await this.#flights.changed();
    this.#throwFailure();
  }

  /** While `call` is pending, a failure is reported through it. */
  async #called(call: () => Promise<void>): Promise<void> {
    this.#isCalled = true;
    try {
      await call();
    } finally {
      this.#isCalled = false;
    }
  }

  /** Takes events until there is no room; gives the index of the first one that is not taken. */
  #accept(batch: Batch, from: number): number {
    for (let index = from; index < batch.length; index++) {
      if (!this.#settle()) return index;
      this.#take(batch, index);
    }
    // What can go on its way now need not wait for the next batch.
    this.#settle();
    return batch.length;
  }

  #take(batch: Batch, index: number): void {
    const s3 = batch.metas[index]!.get('s3');
    const open = this.#open;
    const isSame =
      open !== null &&
      s3 !== undefined &&
      findField(s3, 'key') === open.givenKey &&
      findField(s3, 'bucket') === open.givenBucket;
    if (isSame) this.#append(open, this.#buffer, batch, index);
    else this.#begin(batch, index);
  }

  #begin(batch: Batch, index: number): void {
    const { options, context } = this.#parts;
    const s3 = batch.metas[index]!.get('s3');
    const target = targetOf(s3, options.bucket);
    if (typeof target === 'string') return context.refuse(batch, index, target);
    const name = this.#names.next(target.bucket, target.key);
    const problem = name.roll === 0 ? undefined : keyProblem(name.key);
    if (problem !== undefined) return context.refuse(batch, index, `after an early completion, ${problem}`);

    const object = new OpenObject({
      givenKey: target.key,
      givenBucket: findField(s3!, 'bucket'),
      eventKey: target.key,
      encoder: context.createEncoder(),
      upload: this.#createUpload({ ...target, key: name.key }),
      openedMs: this.#parts.clock.nowMs(),
      partBytes: options.plan.partBytes(1),
    });
    const isFirst = this.#open === null;
    if (!this.#append(object, isFirst ? this.#buffer : this.#spare, batch, index)) return;
    this.#names.use(target.bucket, target.key, name);
    if (isFirst) return this.#promote(object);
    this.#incoming = object;
    this.#open!.isEnding = true;
  }

  #createUpload({ bucket, key, attributes }: Exclude<ReturnType<typeof targetOf>, string>): ObjectUpload {
    const { options, store, retry, context } = this.#parts;
    return new ObjectUpload({ bucket, key }, mergeAttributes(options.attributes, attributes), {
      store,
      retry,
      ifAbsent: options.ifAbsent,
      signal: context.signal,
    });
  }

  /** False when the event has no text: it is refused, and the object is as it was. */
  #append(object: OpenObject, buffer: BodyBuffer, batch: Batch, index: number): boolean {
    const { options, context, clock } = this.#parts;
    const before = buffer.length;
    try {
      object.encoder.encode(batch.values[index]!, batch.metas[index]!, buffer.writer);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      buffer.writer.truncate(before);
      context.refuse(batch, index, error.message);
      return false;
    }
    const bytes = buffer.length - before;
    object.bytes += bytes;
    object.events++;
    if (options.idleMs !== undefined) object.lastEventMs = clock.nowMs();
    context.counters.eventsIn++;
    context.counters.bytesIn += bytes;
    if (object.bytes >= options.maxObjectBytes) this.#roll(object);
    return true;
  }

  #promote(object: OpenObject): void {
    this.#open = object;
    this.#deadline.watch(object);
  }

  /** Completes the object early. */
  #roll(object: OpenObject): void {
    object.isEnding = true;
    this.#names.roll(object.upload.address.bucket, object.eventKey);
  }

  /** Sends what is to be sent. False when that has to wait for something in flight. */
  #settle(): boolean {
    for (let open = this.#open; open !== null; open = this.#open) {
      if (this.#buffer.length >= open.partBytes && !this.#sendParts(open)) return false;
      if (!open.isEnding) return true;
      if (!this.#end(open)) return false;
    }
    return true;
  }

  /** Sends the parts that are full. */
  #sendParts(open: OpenObject): boolean {
    const { plan, maxPartsInFlight } = this.#parts.options;
    while (this.#buffer.length >= open.partBytes) {
      const number = open.upload.partCount + 1;
      if (number === plan.maxParts) {
        if (!open.isEnding) this.#rollAtLastPart(open);
        return true;
      }
      const next = plan.partBytes(number + 1);
      if (this.#flights.parts >= maxPartsInFlight || !this.#hasRoom(next + PART_MARGIN)) return false;
      this.#launcher.part(open.upload, this.#buffer.takePart(open.partBytes, next));
      open.partBytes = next;
    }
    return true;
  }

  #rollAtLastPart(open: OpenObject): void {
    const { key, bucket } = open.upload.address;
    this.#parts.context.logger.warn(
      `object \`${key}\` in bucket \`${bucket}\` has all the parts that S3 allows and goes on in another object; ` +
        'a larger `min_part_size` or `max_buffer_bytes` makes room for more',
      { bucket, key },
    );
    this.#roll(open);
  }

  /** Begins to complete the open object. */
  #end(open: OpenObject): boolean {
    const { maxObjectsInFlight, maxPartsInFlight } = this.#parts.options;
    if (!open.isEncoded) {
      open.encoder.finish(this.#buffer.writer);
      open.isEncoded = true;
      if (!this.#sendParts(open)) return false;
    }
    const isMultipart = open.upload.partCount > 0;
    const isEmpty = this.#buffer.length === 0;
    if (this.#flights.objects >= maxObjectsInFlight) return false;
    if (isMultipart && !isEmpty && this.#flights.parts >= maxPartsInFlight) return false;
    if (!this.#hasRoom(this.#buffer.length)) return false;
    this.#launcher.complete(open.upload, isMultipart && isEmpty ? null : this.#buffer.takeRest());
    this.#next();
    return true;
  }

  /** The open object is gone; the incoming one takes its place. */
  #next(): void {
    const incoming = this.#incoming;
    this.#deadline.stop();
    this.#open = null;
    this.#incoming = null;
    [this.#buffer, this.#spare] = [this.#spare, this.#buffer];
    if (incoming !== null) this.#promote(incoming);
  }

  /** May so many bytes more be held? When nothing is in flight: always, as waiting would not help. */
  #hasRoom(bytes: number): boolean {
    const { maxBufferBytes } = this.#parts.options;
    if (this.heldBytes + bytes <= maxBufferBytes) return true;
    this.#pool.clear();
    this.#spare.shrink();
    return this.#flights.isEmpty || this.heldBytes + bytes <= maxBufferBytes;
  }

  /** Between calls: a timer is due, or something in flight has ended. */
  #goOn(): void {
    if (this.#isCalled || this.#failure !== null) return;
    try {
      this.#settle();
    } catch (error) {
      this.#fail(new FlowFailure('an object could not be completed', { cause: error }));
    }
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** The first failure ends the flow. Objects that are being completed are left to it: they are whole. */
  #fail(failure: FlowFailure): void {
    if (this.#failure !== null) return;
    this.#failure = failure;
    this.#parts.context.counters.errors++;
    this.#deadline.stop();
    this.#giveUpUnfinished();
    if (!this.#isCalled && !this.#parts.context.signal.aborted) this.#parts.context.fail(failure);
    this.#flights.notify();
  }

  /** What has not got all its events is removed from S3. */
  #giveUpUnfinished(): void {
    for (const object of [this.#open, this.#incoming]) {
      if (object !== null) this.#launcher.abort(object.upload);
    }
    this.#open = null;
    this.#incoming = null;
  }

  readonly #endByForce = (): void => {
    this.#giveUpUnfinished();
    for (const upload of this.#launcher.completing) upload.cut();
  };

  async #abort(upload: ObjectUpload): Promise<void> {
    const { signal, logger } = this.#parts.context;
    const { key, bucket } = upload.address;
    try {
      await upload.abort(AbortSignal.timeout(signal.aborted ? FORCED_CLEAN_UP_MS : CLEAN_UP_MS));
    } catch (error) {
      logger.warn(
        `the multipart upload of \`${key}\` in bucket \`${bucket}\` could not be removed and costs storage until it is`,
        { bucket, key, error: String(error) },
      );
    }
  }
}
