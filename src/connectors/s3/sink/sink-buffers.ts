import { BodyBuffer } from './body-buffer.ts';
import type { HeldBytes } from './body-buffer.ts';
import { BufferPool } from './buffer-pool.ts';
import type { Flights } from './flights.ts';
import type { SinkOptions } from './options.ts';
import { PART_MARGIN } from './part-plan.ts';

/**
 * All the memory of a sink that grows with its events, and the bound that it is kept to.
 *
 * Something may be sent only if the bound holds afterwards, also with the open buffer grown to a whole part and an
 * event in the incoming one: then nothing needs to be checked event by event. An event that is larger than the margin
 * of a part buffer may exceed the bound by its own size.
 */
export class SinkBuffers {
  readonly #partBytes: number;
  readonly #maxBytes: number;
  readonly #flights: Flights;
  readonly #pool: BufferPool;
  readonly #firstPart: number;
  /** What parked objects have, and the memory of it. */
  readonly #parked = new Map<BodyBuffer, number>();
  #parkedBytes = 0;
  /** For what is being read of objects that are continued. */
  #reservedBytes = 0;
  /** An empty one, for the next object. */
  #spare: BodyBuffer | null = null;
  /** What the open object has that is not on its way yet. */
  open: BodyBuffer;
  /** The first event of the object that comes next. */
  incoming: BodyBuffer;

  constructor(options: SinkOptions, flights: Flights) {
    const partBytes = options.plan.partBytes(1);
    this.#partBytes = partBytes;
    this.#maxBytes = options.maxBufferBytes;
    this.#flights = flights;
    this.#pool = new BufferPool(options.maxPartsInFlight);
    this.#firstPart = partBytes + PART_MARGIN;
    this.open = new BodyBuffer(this.#pool, partBytes);
    this.incoming = new BodyBuffer(this.#pool, partBytes);
  }

  /** The memory of all buffers, in use or kept for use. */
  get heldBytes(): number {
    const buffers = this.open.capacity + this.incoming.capacity + (this.#spare?.capacity ?? 0);
    return buffers + this.#parkedBytes + this.#reservedBytes + this.#pool.idleBytes + this.#flights.bytes;
  }

  /** May the open object be parked, so that there is room for others to fill and to be sent? */
  get hasRoomToPark(): boolean {
    return this.#parkedBytes + this.open.capacity <= this.#maxBytes / 2;
  }

  /** Takes the open buffer away as it is; that of the incoming object will be the open one. */
  park(): BodyBuffer {
    const parked = this.open;
    this.open = this.incoming;
    this.incoming = this.#spare ?? new BodyBuffer(this.#pool, this.#partBytes);
    this.#spare = null;
    this.#parked.set(parked, parked.capacity);
    this.#parkedBytes += parked.capacity;
    return parked;
  }

  /** The buffer is no longer that of a parked object. */
  unpark(buffer: BodyBuffer): void {
    this.#parkedBytes -= this.#parked.get(buffer) ?? 0;
    this.#parked.delete(buffer);
  }

  /** A parked buffer takes the place of an empty one. */
  takeBack(buffer: BodyBuffer, place: 'open' | 'incoming'): void {
    this.unpark(buffer);
    this.#spare ??= this[place];
    this[place] = buffer;
  }

  /** Does something that changes how much memory a buffer has, which may be parked. */
  changing(buffer: BodyBuffer, change: () => void): void {
    const isParked = this.#parked.has(buffer);
    if (isParked) this.unpark(buffer);
    change();
    if (!isParked) return;
    this.#parked.set(buffer, buffer.capacity);
    this.#parkedBytes += buffer.capacity;
  }

  /** Room for so many bytes that are about to be read. False when there is none. */
  reserve(bytes: number): boolean {
    if (this.#reservedBytes > 0 && !this.#fits(this.open.capacity + this.incoming.capacity + bytes))
      return false;
    this.#reservedBytes += bytes;
    return true;
  }

  unreserve(bytes: number): void {
    this.#reservedBytes -= bytes;
  }

  /** May a part of a parked object be sent? Its memory is counted already, and only moves. */
  canSendParked(): boolean {
    return this.#flights.isEmpty || this.#flights.bytes <= this.#maxBytes / 2;
  }

  /** May a part of the open object be sent, which then goes on in a buffer for `nextPartBytes`? */
  canSendPart(nextPartBytes: number): boolean {
    return this.#fits(this.open.capacity + nextPartBytes + PART_MARGIN);
  }

  /** May the rest of the open object be sent, and another object be opened? */
  canSendRest(): boolean {
    return this.#fits(this.open.restCapacity + this.#firstPart);
  }

  /** Takes a part out of the open buffer. */
  takePart(size: number, nextPartBytes: number): HeldBytes {
    const held = this.open.takePart(size, nextPartBytes);
    this.#trim(held.capacity);
    return held;
  }

  /** Empties the open buffer, and swaps it with that of the incoming object, which will be the open one. */
  takeRest(): HeldBytes {
    const held = this.open.takeRest();
    [this.open, this.incoming] = [this.incoming, this.open];
    this.#trim(held.capacity);
    return held;
  }

  /** When nothing is in flight everything fits, because waiting would not help. */
  #fits(bytes: number): boolean {
    const others = this.#flights.bytes + this.#parkedBytes + this.#reservedBytes;
    return this.#flights.isEmpty || others + bytes + PART_MARGIN <= this.#maxBytes;
  }

  /** Gives back what is only kept for use, if it stands in the way of what was taken and of what will grow. */
  #trim(taken: number): void {
    const growth = Math.max(0, this.#firstPart - this.open.capacity);
    if (this.heldBytes + taken + growth + PART_MARGIN <= this.#maxBytes) return;
    this.#pool.clear();
    this.incoming.shrink();
  }
}
