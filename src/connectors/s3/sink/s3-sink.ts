import { setMaxListeners } from 'node:events';
import { CodecError, FlowFailure } from '../../../runtime/api.ts';
import type { Batch, Json, Sink } from '../../../runtime/api.ts';
import { findField } from '../../../runtime/value/path.ts';
import type { BodyBuffer } from './body-buffer.ts';
import { Deadline } from './deadline.ts';
import { failureOf } from './failure.ts';
import { Flights } from './flights.ts';
import { giveUp } from './give-up.ts';
import { Launcher } from './launcher.ts';
import { ObjectNames } from './object-names.ts';
import type { OpenObject } from './open-object.ts';
import { prepareObject } from './prepare-object.ts';
import { SinkBuffers } from './sink-buffers.ts';
import type { SinkParts } from './sink-parts.ts';
import type { S3SinkState } from './state.ts';

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
  readonly #flights: Flights;
  readonly #buffers: SinkBuffers;
  readonly #launcher: Launcher;
  readonly #names: ObjectNames;
  readonly #deadline: Deadline;
  #open: OpenObject | null = null;
  #incoming: OpenObject | null = null;
  #failure: FlowFailure | null = null;
  /** A call is pending that a failure can be reported to. */
  #isCalled = false;

  constructor(parts: SinkParts) {
    const { options, context, clock } = parts;
    this.#parts = parts;
    this.#flights = new Flights(() => this.#goOn());
    this.#buffers = new SinkBuffers(options, this.#flights);
    this.#names = new ObjectNames(options.rolledKey, context.logger, !options.ifAbsent);
    this.#launcher = new Launcher({
      flights: this.#flights,
      counters: context.counters,
      onFailure: (error, upload) => this.#fail(failureOf(error, upload.address, options.ifAbsent)),
      giveUp: (upload) => giveUp(upload, context),
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
    // As many listeners as there are uploads that begin; Node takes more than ten for a leak.
    setMaxListeners(0, context.signal);
    context.signal.addEventListener('abort', this.#endByForce, { once: true });
  }

  /** The memory that it holds for events; see `max_buffer_bytes`. */
  get heldBytes(): number {
    return this.#buffers.heldBytes;
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
      open: this.#open?.capture(this.#buffers.open.length) ?? null,
      completing: this.#launcher.completing.map((upload) => upload.capture()),
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

  // -------------------------------------------------------------- calls that wait

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

  // -------------------------------------------------------------- events in

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
    const belongsToOpen =
      open !== null &&
      s3 !== undefined &&
      findField(s3, 'key') === open.givenKey &&
      findField(s3, 'bucket') === open.givenBucket;
    if (belongsToOpen) this.#append(open, this.#buffers.open, batch, index);
    else this.#begin(batch, index);
  }

  #begin(batch: Batch, index: number): void {
    const prepared = prepareObject(this.#parts, this.#names, batch, index);
    if (typeof prepared === 'string') return this.#parts.context.refuse(batch, index, prepared);
    const { object, name } = prepared;
    const open = this.#open;
    const buffer = open === null ? this.#buffers.open : this.#buffers.incoming;
    if (!this.#append(object, buffer, batch, index)) return;
    this.#names.use(object.upload.address.bucket, object.givenKey, name);
    if (open === null) return this.#promote(object);
    this.#incoming = object;
    open.isEnding = true;
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
    object.bytes += buffer.length - before;
    object.events++;
    if (options.idleMs !== undefined) object.lastEventMs = clock.nowMs();
    if (object.bytes >= options.maxObjectBytes) this.#roll(object);
    return true;
  }

  /** Completes the object early. */
  #roll(object: OpenObject): void {
    object.isEnding = true;
    this.#names.roll(object.upload.address.bucket, object.givenKey);
  }

  // -------------------------------------------------------------- parts and objects out

  /** Sends what is to be sent. False when that has to wait for something in flight. */
  #settle(): boolean {
    for (let open = this.#open; open !== null; open = this.#open) {
      if (this.#buffers.open.length >= open.partBytes && !this.#sendParts(open)) return false;
      if (!open.isEnding) return true;
      if (!this.#end(open)) return false;
    }
    return true;
  }

  /** Sends the parts that are full. */
  #sendParts(open: OpenObject): boolean {
    const { plan, maxPartsInFlight } = this.#parts.options;
    while (this.#buffers.open.length >= open.partBytes) {
      const number = open.upload.partCount + 1;
      if (number >= plan.rollAtPart && !open.isEnding) this.#rollAtLastPart(open);
      if (number === plan.maxParts) return true;
      const next = plan.partBytes(number + 1);
      if (this.#flights.parts >= maxPartsInFlight || !this.#buffers.canSendPart(next)) return false;
      this.#launcher.part(open.upload, this.#buffers.takePart(open.partBytes, next));
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
    const buffer = this.#buffers.open;
    if (!open.isEncoded) {
      open.encoder.finish(buffer.writer);
      open.isEncoded = true;
      if (!this.#sendParts(open)) return false;
    }
    const hasParts = open.upload.partCount > 0;
    const isLastPart = hasParts && buffer.length > 0;
    if (this.#flights.objects >= maxObjectsInFlight) return false;
    if (isLastPart && this.#flights.parts >= maxPartsInFlight) return false;
    if (!this.#buffers.canSendRest()) return false;
    const rest = this.#buffers.takeRest();
    this.#launcher.complete(open.upload, isLastPart || !hasParts ? rest : null);
    this.#next();
    return true;
  }

  /** The open object is gone; the incoming one takes its place. */
  #next(): void {
    const incoming = this.#incoming;
    this.#deadline.stop();
    this.#open = null;
    this.#incoming = null;
    if (incoming !== null) this.#promote(incoming);
  }

  #promote(object: OpenObject): void {
    this.#open = object;
    this.#deadline.watch(object);
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

  // -------------------------------------------------------------- failures

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** The first failure ends the flow. Objects that are being completed are left to it: they are whole. */
  #fail(failure: FlowFailure): void {
    if (this.#failure !== null) return;
    const { context } = this.#parts;
    this.#failure = failure;
    this.#deadline.stop();
    this.#giveUpUnfinished();
    if (!this.#isCalled && !context.signal.aborted) context.fail(failure);
    this.#flights.notify();
  }

  /** What has not got all its events is removed from S3. */
  #giveUpUnfinished(): void {
    for (const object of [this.#open, this.#incoming]) {
      if (object !== null) this.#launcher.giveUp(object.upload);
    }
    this.#open = null;
    this.#incoming = null;
  }

  readonly #endByForce = (): void => {
    this.#giveUpUnfinished();
    for (const upload of this.#launcher.completing) upload.cut();
  };
}
