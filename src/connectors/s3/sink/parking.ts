import type { SinkContext } from '../../../runtime/api.ts';
import type { SinkCheckpoints } from './checkpoint/sink-checkpoints.ts';
import type { Flights } from './flights.ts';
import type { Launcher } from './launcher.ts';
import type { OpenObject } from './open-object.ts';
import type { SinkOptions } from './options.ts';
import type { SealedObjects } from './sealed-objects.ts';
import type { Sealer } from './sealer.ts';
import type { SinkBuffers } from './sink-buffers.ts';

/** Each of them will be an open upload. */
const MAX_PARKED = 1000;

export interface ParkingOptions {
  readonly options: SinkOptions;
  readonly context: SinkContext;
  readonly flights: Flights;
  readonly buffers: SinkBuffers;
  readonly launcher: Launcher;
  readonly sealed: SealedObjects;
  readonly sealer: Sealer;
  /** Null without checkpoints. */
  readonly checkpoints: SinkCheckpoints | null;
}

/**
 * How objects with a continuation end: parked until the next cut seals them. Without checkpoints there is none, and what
 * is parked is sealed and completed in the background.
 */
export class Parking {
  readonly #parts: ParkingOptions;

  constructor(parts: ParkingOptions) {
    this.#parts = parts;
  }

  /** Ends the open object. False when that has to wait for something. */
  end(open: OpenObject): boolean {
    const { options, context, flights, buffers, sealed, checkpoints } = this.#parts;
    if (checkpoints === null) {
      if (flights.objects >= options.maxObjectsInFlight) return false;
      this.#complete(open);
      return true;
    }
    const hasRoom = buffers.hasRoomToPark && sealed.parkedCount < MAX_PARKED;
    if (!hasRoom) context.checkpointSoon();
    // Only a commit whose cut is made needs no more events: before that, what is too much is the rest of this batch.
    if (!hasRoom && checkpoints.isUncommitted) return false;
    this.park(open);
    return true;
  }

  /** Its buffer goes with it; that of the incoming object is the open one now. */
  park(open: OpenObject): void {
    const { upload, eventKey, isStopped, roll } = open;
    const parked = { object: open, buffer: this.#parts.buffers.park() };
    // It may be taken back.
    open.isEnding = false;
    this.#parts.sealed.add({ upload, ...eventKey, parked, ...(isStopped && { stoppedRoll: roll }) });
  }

  #complete(open: OpenObject): void {
    const { buffers, launcher, sealer } = this.#parts;
    const parked = { object: open, buffer: buffers.park() };
    launcher.sealAndComplete(open.upload, () => sealer.seal(parked));
  }
}
