/**
 * Part buffers that are used again: a fresh one costs page faults for every byte of it, and garbage of that size
 * lets the process grow.
 */
export class BufferPool {
  readonly #maxIdle: number;
  #idle: Buffer[] = [];
  #idleBytes = 0;

  constructor(maxIdle: number) {
    this.#maxIdle = maxIdle;
  }

  /** The memory of the buffers that nobody uses just now. */
  get idleBytes(): number {
    return this.#idleBytes;
  }

  /** A buffer of at least `capacity`, with anything in it. */
  get(capacity: number): Buffer {
    for (let buffer = this.#pop(); buffer !== undefined; buffer = this.#pop()) {
      // Parts grow: what has become too small is left to the garbage collector.
      if (buffer.length >= capacity && buffer.length <= capacity * 2) return buffer;
    }
    return Buffer.allocUnsafeSlow(capacity);
  }

  /** Takes back a whole buffer; nobody may refer to it any longer. */
  put(buffer: Buffer): void {
    if (this.#idle.length >= this.#maxIdle) return;
    this.#idle.push(buffer);
    this.#idleBytes += buffer.length;
  }

  clear(): void {
    this.#idle = [];
    this.#idleBytes = 0;
  }

  #pop(): Buffer | undefined {
    const buffer = this.#idle.pop();
    if (buffer !== undefined) this.#idleBytes -= buffer.length;
    return buffer;
  }
}
