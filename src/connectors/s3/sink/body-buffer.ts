import { ByteWriter } from '../../../runtime/api.ts';
import type { BufferPool } from './buffer-pool.ts';
import { PART_MARGIN } from './part-plan.ts';

/** Bytes that are on their way. */
export interface HeldBytes {
  readonly bytes: Buffer;
  /** The memory that they keep occupied, until `release`. */
  readonly capacity: number;
  /** Once, when nobody refers to the bytes any longer. */
  release(): void;
}

/**
 * Where the events of an object are collected until there is enough to send.
 *
 * It begins with 1/256 of a part and grows to just a part and its margin; so many tiny objects take little memory.
 */
export class BodyBuffer {
  readonly writer: ByteWriter;
  readonly #pool: BufferPool;
  readonly #firstCapacity: number;
  readonly #fullCapacity: number;
  /** Memory that a checkpoint is reading, and for how many. */
  readonly #pinned = new Map<ArrayBufferLike, number>();
  #takes = 0;

  constructor(pool: BufferPool, partBytes: number) {
    this.#pool = pool;
    this.#fullCapacity = partBytes + PART_MARGIN;
    this.#firstCapacity = Math.ceil(this.#fullCapacity / 256);
    this.writer = new ByteWriter(this.#firstCapacity, this.#fullCapacity);
  }

  get length(): number {
    return this.writer.length;
  }

  get capacity(): number {
    return this.writer.capacity;
  }

  /** Another number whenever the first byte is another one: until then more bytes only come behind those that are there. */
  get takes(): number {
    return this.#takes;
  }

  /** The bytes from `start` on; they do not change until `unpin`, whatever becomes of the buffer. */
  pin(start: number): { readonly bytes: Buffer; readonly unpin: () => void } {
    const { written } = this.writer;
    const memory = written.buffer;
    this.#pinned.set(memory, (this.#pinned.get(memory) ?? 0) + 1);
    const unpin = (): void => {
      const left = this.#pinned.get(memory)! - 1;
      if (left === 0) this.#pinned.delete(memory);
      else this.#pinned.set(memory, left);
    };
    return { bytes: written.subarray(start), unpin };
  }

  /** Puts bytes in front of those that are there. */
  prepend(bytes: Buffer): void {
    this.#takes++;
    const next = Buffer.allocUnsafeSlow(Math.max(this.capacity, this.length + bytes.length));
    const behind = this.writer.take(next);
    this.writer.bytes(bytes);
    this.writer.bytes(behind);
  }

  /** Removes the first `size` bytes, as a part that more will follow: `nextPartBytes` of them are expected. */
  takePart(size: number, nextPartBytes: number): HeldBytes {
    const next = nextPartBytes + PART_MARGIN;
    return this.#isPinned || (this.length - size <= PART_MARGIN && size * 2 > this.capacity)
      ? this.#handOver(size, next)
      : this.#copyOut(size, this.#pool.get(size));
  }

  /** The memory that `takeRest` would hold. */
  get restCapacity(): number {
    return this.#handsOverRest ? this.capacity : this.length;
  }

  /** Removes everything; another object begins here. */
  takeRest(): HeldBytes {
    const size = this.length;
    const held = this.#handsOverRest
      ? this.#handOver(size, Math.min(this.capacity, this.#fullCapacity))
      : this.#copyOut(size, Buffer.allocUnsafeSlow(size));
    // An event far larger than a part may have come by.
    if (this.capacity > this.#fullCapacity * 2) this.shrink();
    return held;
  }

  /** Gives the memory back, if nothing is in it. */
  shrink(): void {
    if (this.length === 0 && this.capacity > this.#firstCapacity) this.writer.take(this.#firstCapacity);
  }

  get #handsOverRest(): boolean {
    return this.#isPinned || this.length * 2 > this.capacity;
  }

  /** What is pinned must not be written over: another buffer takes its place. */
  get #isPinned(): boolean {
    return this.#pinned.has(this.writer.written.buffer);
  }

  /** The buffer itself goes, and the few bytes behind `size` move into the next one. */
  #handOver(size: number, nextCapacity: number): HeldBytes {
    this.#takes++;
    const next = this.#pool.get(Math.max(nextCapacity, this.length - size));
    const taken = this.writer.take(next);
    const rest = taken.length - size;
    taken.copy(next, 0, size, size + rest);
    this.writer.advance(rest);
    // The whole of its memory, of which `taken` is the beginning.
    return this.#hold(taken.subarray(0, size), Buffer.from(taken.buffer));
  }

  #copyOut(size: number, target: Buffer): HeldBytes {
    this.#takes++;
    const written = this.writer.written;
    written.copy(target, 0, 0, size);
    written.copyWithin(0, size);
    this.writer.truncate(written.length - size);
    return this.#hold(target.subarray(0, size), target);
  }

  #hold(bytes: Buffer, whole: Buffer): HeldBytes {
    const release = (): void => {
      // Only the buffers of whole parts are worth keeping.
      if (whole.length >= this.#fullCapacity && !this.#pinned.has(whole.buffer)) this.#pool.put(whole);
    };
    return { bytes, capacity: whole.length, release };
  }
}
