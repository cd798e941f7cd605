import { BodyBuffer } from './body-buffer.ts';
import { BufferPool } from './buffer-pool.ts';
import type { Flights } from './flights.ts';
import type { SinkOptions } from './options.ts';

/** All the memory of a sink that grows with its events, and the bound that it is kept to. */
export class SinkBuffers {
  readonly #maxBytes: number;
  readonly #flights: Flights;
  readonly #pool: BufferPool;
  /** What the open object has that is not on its way yet. */
  open: BodyBuffer;
  /** The first event of the object that comes next. */
  incoming: BodyBuffer;

  constructor(options: SinkOptions, flights: Flights) {
    const partBytes = options.plan.partBytes(1);
    this.#maxBytes = options.maxBufferBytes;
    this.#flights = flights;
    this.#pool = new BufferPool(options.maxPartsInFlight);
    this.open = new BodyBuffer(this.#pool, partBytes);
    this.incoming = new BodyBuffer(this.#pool, partBytes);
  }

  /** The memory of all buffers, in use or kept for use. */
  get heldBytes(): number {
    return this.open.capacity + this.incoming.capacity + this.#pool.idleBytes + this.#flights.bytes;
  }

  /** May so many bytes more be held? When nothing is in flight: always, as waiting would not help. */
  hasRoom(bytes: number): boolean {
    if (this.heldBytes + bytes <= this.#maxBytes) return true;
    this.#pool.clear();
    this.incoming.shrink();
    return this.#flights.isEmpty || this.heldBytes + bytes <= this.#maxBytes;
  }

  /** The incoming object becomes the open one, whose buffer is empty by now. */
  swap(): void {
    [this.open, this.incoming] = [this.incoming, this.open];
  }
}
