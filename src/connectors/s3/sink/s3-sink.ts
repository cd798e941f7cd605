import { setMaxListeners } from 'node:events';
import { CodecError, FlowFailure } from '../../../runtime/api.ts';
import type { Batch, FinishReason, Json, Sink } from '../../../runtime/api.ts';
import { findField } from '../../../runtime/value/path.ts';
import type { ObjectAddress } from '../client/object-store.ts';
import { BaseSizes } from './base-sizes.ts';
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
import { Openings } from './openings.ts';
import { Parking } from './parking.ts';
import { SealedObjects } from './sealed-objects.ts';
import { SinkBuffers } from './sink-buffers.ts';
import type { SinkParts } from './sink-parts.ts';
import { Sealer } from './sealer.ts';
import { rememberStopped } from './stopped-object.ts';
import type { StoppedObject } from './stopped-object.ts';

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
 * An object that goes on from what is there (see `Continuation`) is *parked* when it ends: it keeps its bytes until the next
 * cut, which seals it, and until then its key takes it back. Invariant: of these, none is sealed that is in no cut; so
 * `write` may wait for their commit, which comes without it.
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
  readonly #openings: Openings;
  readonly #sealer: Sealer;
  readonly #parking: Parking;
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
  /** What the stop of this run has ended. */
  #stopped: StoppedObject | null = null;

  /** `restored`: what an earlier run has left. */
  constructor(parts: SinkParts, restored?: RestoredSink) {
    const { options, context, clock, memory } = parts;
    this.#parts = parts;
    this.#flights = new Flights(() => this.#goOn());
    this.#buffers = new SinkBuffers(options, this.#flights);
    this.#names = new ObjectNames({
      template: options.rolledKey,
      logger: context.logger,
      second: options.appends ? 'continues' : options.ifAbsent ? 'fails' : 'overwrites',
      rolls: restored?.rolls ?? [],
      onRoll: (roll) => memory?.rolls.add(roll),
    });
    this.#launcher = new Launcher({
      flights: this.#flights,
      counters: context.counters,
      onFailure: (error, upload) => this.#fail(failureOf(error, upload.address, options.ifAbsent)),
      giveUp: (upload) => this.#giveUp(upload),
    });
    this.#openings = new Openings({
      parts,
      names: this.#names,
      sealed: this.#sealed,
      sizes: new BaseSizes({
        access: { store: parts.store, retry: parts.retry, signal: context.signal },
        own: (task) => this.#launcher.own(task),
        onFailure: (error, address) => this.#fail(failureOf(error, address, options.ifAbsent)),
        onKnown: () => this.#flights.notify(),
      }),
      isBusyAt: (address) => this.#isBusyAt(address),
      stopped: restored?.stopped ?? null,
    });
    this.#sealer = new Sealer({
      options,
      flights: this.#flights,
      buffers: this.#buffers,
      launcher: this.#launcher,
      onFailure: (error, upload) => this.#fail(failureOf(error, upload.address, options.ifAbsent)),
    });
    this.#checkpoints =
      memory === null ? null : new SinkCheckpoints(memory, this.#launcher, this.#sealed, this.#sealer);
    this.#parking = new Parking({
      options,
      context,
      flights: this.#flights,
      buffers: this.#buffers,
      launcher: this.#launcher,
      sealed: this.#sealed,
      sealer: this.#sealer,
      checkpoints: this.#checkpoints,
    });
    this.#deadline = new Deadline({
      clock,
      maxAgeMs: options.maxAgeMs,
      idleMs: options.idleMs,
      onDue: (object) => {
        this.#isDue(object);
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
    this.#parkDue();
    try {
      const stopped = (this.#stopped ?? this.#openings.stopped)?.capture() ?? null;
      const nowMs = this.#parts.clock.nowMs();
      const state = await this.#checkpoints.capture(this.#unfinished(), { nowMs, stopped });
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
    if (this.#open?.isDue === true) this.#parts.context.checkpointSoon();
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
    let ended: OpenObject | undefined;
    if (reason === 'end') this.#endAll();
    else if (!this.#parts.options.suspendsOnStop) ended = this.#endEarly();
    while (!this.#settle()) await this.#change();
    // What is parked waits for a cut, and a snapshot until nothing is open.
    if (!this.#sealed.isEmpty) this.#parts.context.checkpointSoon();
    this.#flights.notify();
    while (!this.#flights.isEmpty || !this.#sealed.isEmpty) await this.#change();
    if (ended !== undefined) await this.#remember(ended);
    this.#names.summarize();
  }

  /** For the next run. */
  async #remember({ upload, eventKey: { eventKey }, roll }: OpenObject): Promise<void> {
    const { store, retry, context } = this.#parts;
    const access = { store, retry, signal: context.signal };
    this.#stopped = await rememberStopped({ ...upload.address, eventKey, roll }, access);
  }

  #endAll(): void {
    for (const object of [this.#open, this.#incoming]) {
      if (object !== null) object.isEnding = true;
    }
  }

  /** The next run may have more for the object that gets events: gives the one that it is to go on from, if there is one. */
  #endEarly(): OpenObject | undefined {
    const { options } = this.#parts;
    const object = this.#incoming ?? this.#open;
    const isOver = object?.isEnding !== false;
    this.#endAll();
    if (object === null || isOver || this.#checkpoints === null) return undefined;
    // If this run is killed before its last checkpoint, the next one may add to the object before it completes it.
    if (options.ifAbsent) object.needsCommit = true;
    // What is appended to is continued anyhow.
    if (options.appends) return undefined;
    object.isStopped = true;
    return object;
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
      if (!this.#settle() || !this.#take(batch, index)) return index;
    }
    // What can go on its way now need not wait for the next batch.
    this.#settle();
    return batch.length;
  }

  /** False when where it goes is not known yet. */
  #take(batch: Batch, index: number): boolean {
    const s3 = batch.metas[index]!.get('s3');
    const open = this.#open;
    const belongsToOpen =
      open !== null &&
      s3 !== undefined &&
      findField(s3, 'key') === open.givenKey &&
      findField(s3, 'bucket') === open.givenBucket;
    if (!belongsToOpen) return this.#begin(batch, index);
    this.#append(open, this.#buffers.open, batch, index);
    return true;
  }

  #begin(batch: Batch, index: number): boolean {
    const opening = this.#openings.next(batch, index);
    if (opening === null) return false;
    if (typeof opening === 'string') {
      this.#parts.context.refuse(batch, index, opening);
      return true;
    }
    const { object, parked } = opening;
    if (parked === null) object.upload.snapshotsBefore = this.#snapshots;
    const open = this.#open;
    const place = open === null ? 'open' : 'incoming';
    const buffer = parked?.buffer ?? this.#buffers[place];
    if (!this.#append(object, buffer, batch, index)) return true;
    opening.take();
    if (parked !== null) this.#buffers.takeBack(buffer, place);
    if (open === null) {
      this.#promote(object);
    } else {
      this.#incoming = object;
      open.isEnding = true;
    }
    return true;
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
    this.#names.roll(object.upload.address.bucket, object.givenKey, object.roll);
  }

  /** Its time is over. */
  #isDue(object: OpenObject): void {
    if (this.#parts.options.appends) {
      // What follows continues it.
      if (this.#checkpoints === null) object.isEnding = true;
      else object.isDue = true;
      this.#parts.context.checkpointSoon();
    } else {
      // A restart may see that moment elsewhere among the events.
      object.needsCommit = true;
      this.#roll(object);
    }
  }

  /** The cut seals what is due, whether or not there are more events for it. */
  #parkDue(): void {
    const open = this.#open;
    if (open?.isDue !== true || open.isEnding || this.#sealer.isLoading(open)) return;
    open.isDue = false;
    this.#parking.park(open);
    this.#next();
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
    if (!this.#isLoaded(open)) return false;
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

  /** Is what the object goes on from its beginning already? It comes before the first part. */
  #isLoaded(open: OpenObject): boolean {
    const { upload } = open;
    if (upload.continuation?.isLoaded !== false) return true;
    // What is on its way there comes first. What is sealed is in a cut, so that its commit needs no more events.
    if (!this.#isBusyAt(upload.address)) this.#sealer.load(open, this.#buffers.open);
    return false;
  }

  #isBusyAt(address: ObjectAddress): boolean {
    return this.#sealed.isWaitingAt(address) || this.#launcher.isBusyAt(address);
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
    if (open.upload.continuation !== null) {
      if (!this.#parking.end(open)) return false;
      this.#next();
      return true;
    }
    const { maxObjectsInFlight, maxPartsInFlight } = this.#parts.options;
    const buffer = this.#buffers.open;
    if (!open.isEncoded) {
      open.finish(buffer.writer);
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
    const { upload, eventKey, isStopped, roll } = open;
    this.#sealed.add({ upload, ...eventKey, ...(isStopped && { stoppedRoll: roll }) });
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
