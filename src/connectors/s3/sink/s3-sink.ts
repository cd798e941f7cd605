import { setMaxListeners } from 'node:events';
import { CodecError, FlowFailure } from '../../../runtime/api.ts';
import type { Batch, FinishReason, Json, Sink } from '../../../runtime/api.ts';
import { findField } from '../../../runtime/value/path.ts';
import type { BodyBuffer } from './body-buffer.ts';
import type { RestoredSink } from './checkpoint/restore.ts';
import { SinkCheckpoints } from './checkpoint/sink-checkpoints.ts';
import type { Unfinished } from './checkpoint/sink-checkpoints.ts';
import { Deadline } from './deadline.ts';
import { failureOf } from './failure.ts';
import { Flights } from './flights.ts';
import { giveUp } from './give-up.ts';
import { Launcher } from './launcher.ts';
import { ObjectNames } from './object-names.ts';
import type { ObjectUpload } from './object-upload.ts';
import type { OpenObject } from './open-object.ts';
import { prepareObject } from './prepare-object.ts';
import { SealedObjects } from './sealed-objects.ts';
import { SinkBuffers } from './sink-buffers.ts';
import type { SinkParts } from './sink-parts.ts';

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
 * With checkpoints, an object that one of them refers to is *sealed* instead: all its parts go to S3, and the commit of
 * the next checkpoint makes it visible. So a restart either finds it unfinished and goes on with it, or finds it sealed,
 * and never meets an object that is further than the checkpoint knows.
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
  readonly #sealed = new SealedObjects();
  /** Null without checkpoints. */
  readonly #checkpoints: SinkCheckpoints | null;
  #open: OpenObject | null = null;
  #incoming: OpenObject | null = null;
  #failure: FlowFailure | null = null;
  #snapshots = 0;
  /** A call is pending that a failure can be reported to. */
  #isCalled = false;
  /** No more events come. */
  #isFinishing = false;

  /** `restored`: what an earlier run has left. */
  constructor(parts: SinkParts, restored?: RestoredSink) {
    const { options, context, clock, memory } = parts;
    this.#parts = parts;
    this.#flights = new Flights(() => this.#goOn());
    this.#buffers = new SinkBuffers(options, this.#flights);
    this.#names = new ObjectNames({
      template: options.rolledKey,
      logger: context.logger,
      overwrites: !options.ifAbsent,
      rolls: restored?.rolls ?? [],
      onRoll: (roll) => memory?.rolls.add(roll),
    });
    this.#launcher = new Launcher({
      flights: this.#flights,
      counters: context.counters,
      onFailure: (error, upload) => this.#fail(failureOf(error, upload.address, options.ifAbsent)),
      giveUp: (upload) => this.#giveUp(upload),
    });
    this.#checkpoints = memory === null ? null : new SinkCheckpoints(memory, this.#launcher, this.#sealed);
    this.#deadline = new Deadline({
      clock,
      maxAgeMs: options.maxAgeMs,
      idleMs: options.idleMs,
      onDue: (object) => {
        // A restart may see that moment elsewhere among the events.
        object.needsCommit = true;
        this.#roll(object);
        this.#goOn();
      },
    });
    // As many listeners as there are uploads that begin; Node takes more than ten for a leak.
    setMaxListeners(0, context.signal);
    context.signal.addEventListener('abort', this.#endByForce, { once: true });
    if (restored !== undefined) this.#restore(restored);
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

  /** Default: as at the end of input. */
  finish(reason: FinishReason = 'end'): Promise<void> {
    return this.#called(() => this.#completeAll(reason));
  }

  async snapshot(): Promise<Json> {
    this.#snapshots++;
    if (this.#checkpoints === null) return null;
    this.#throwFailure();
    // No events come any more, so this is the same cut; and what ends now need not be captured half-way.
    while (this.#isFinishing && this.#open?.isEnding === true) await this.#change();
    try {
      const state = await this.#checkpoints.capture(this.#unfinished(), this.#parts.clock.nowMs());
      this.#throwFailure();
      // Of plain data throughout; an interface is not assignable to an index signature.
      return state as unknown as Json;
    } catch (error) {
      this.#throwFailure();
      throw error;
    }
  }

  async commit(): Promise<void> {
    await this.#checkpoints?.commit();
    this.#throwFailure();
    // `finish` may be waiting for just this.
    this.#flights.notify();
  }

  settledSnapshots(): number {
    const unfinished = [...this.#sealed.uploads, ...this.#launcher.completing];
    for (const object of [this.#open, this.#incoming]) if (object !== null) unfinished.push(object.upload);
    return unfinished.reduce(
      (least, { snapshotsBefore }) => Math.min(least, snapshotsBefore),
      this.#snapshots,
    );
  }

  async close(): Promise<void> {
    this.#deadline.stop();
    this.#giveUpUnfinished();
    await this.#launcher.settled();
    this.#parts.context.signal.removeEventListener('abort', this.#endByForce);
    await this.#parts.memory?.journal.close();
    this.#parts.store.close();
  }

  #unfinished(): Unfinished[] {
    const { open, incoming } = this.#buffers;
    const unfinished: Unfinished[] = [];
    if (this.#open !== null) unfinished.push({ object: this.#open, buffer: open });
    if (this.#incoming !== null) unfinished.push({ object: this.#incoming, buffer: incoming });
    return unfinished;
  }

  #restore({ open: [open, incoming], published }: RestoredSink): void {
    for (const object of published) this.#sealed.addPublished(object);
    if (open === undefined) return;
    this.#buffers.open.writer.bytes(open.tail);
    if (incoming !== undefined) {
      this.#buffers.incoming.writer.bytes(incoming.tail);
      this.#incoming = incoming.object;
    }
    this.#promote(open.object);
  }

  // -------------------------------------------------------------- calls that wait

  async #acceptRest(batch: Batch, from: number): Promise<void> {
    for (let next = from; next < batch.length; next = this.#accept(batch, next)) await this.#change();
  }

  async #completeAll(reason: FinishReason): Promise<void> {
    this.#throwFailure();
    this.#isFinishing = true;
    if (reason === 'end') this.#endAll();
    else if (!this.#parts.options.suspendsOnStop) this.#endAllEarly();
    while (!this.#settle()) await this.#change();
    // A snapshot waits until nothing is open.
    this.#flights.notify();
    while (!this.#flights.isEmpty || !this.#sealed.isEmpty) await this.#change();
    this.#names.summarize();
  }

  #endAll(): void {
    for (const object of [this.#open, this.#incoming]) {
      if (object !== null) object.isEnding = true;
    }
  }

  /** The next run may have more for them: it must not overwrite what is complete now. */
  #endAllEarly(): void {
    for (const object of [this.#open, this.#incoming]) {
      if (object === null || object.isEnding) continue;
      // If this run is killed before its last checkpoint, the next one may add to the object before it completes it.
      if (this.#parts.options.ifAbsent) object.needsCommit = true;
      if (this.#checkpoints === null) object.isEnding = true;
      else this.#roll(object);
    }
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
    object.upload.snapshotsBefore = this.#snapshots;
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
    const isSealed = this.#mustWait(open);
    const hasParts = open.upload.partCount > 0;
    const isWhole = !hasParts && !isSealed;
    const isLastPart = hasParts ? buffer.length > 0 : !isWhole;
    // What is sealed waits for a checkpoint, and a checkpoint for `write`: it must not be what `write` waits for.
    if (!isSealed && this.#flights.objects >= maxObjectsInFlight) return false;
    if (isLastPart && this.#flights.parts >= maxPartsInFlight) return false;
    if (!this.#buffers.canSendRest()) return false;
    const rest = this.#buffers.takeRest();
    if (isLastPart) this.#launcher.part(open.upload, rest);
    if (isSealed) this.#seal(open);
    else this.#launcher.complete(open.upload, isWhole ? rest : null);
    this.#next();
    return true;
  }

  /** Must it wait for a checkpoint before it is visible? Otherwise a restart does it again, with the same result. */
  #mustWait({ upload, needsCommit }: OpenObject): boolean {
    if (this.#checkpoints === null) return false;
    return needsCommit || upload.isSpanning || this.#sealed.isHeld(upload);
  }

  #seal(open: OpenObject): void {
    this.#sealed.add({ upload: open.upload, ...open.eventKey });
    this.#parts.context.checkpointSoon();
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
    for (const upload of this.#sealed.uploads) this.#launcher.giveUp(upload);
  }

  /** What a checkpoint refers to is left to the next start. */
  async #giveUp(upload: ObjectUpload): Promise<void> {
    if (upload.isSpanning) upload.cut();
    else await giveUp(upload, this.#parts.context);
  }

  readonly #endByForce = (): void => {
    this.#giveUpUnfinished();
    for (const upload of this.#launcher.completing) upload.cut();
  };
}
