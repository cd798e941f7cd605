import type { FrameConsumer, Framer } from '../../runtime/api.ts';
import type { Frames } from './load-frames.ts';

/** Cuts chunks of a file where it is known beforehand that an event ends. */
export class GivenFrames implements Framer {
  readonly pendingBytes = 0;
  readonly #frames: Frames;
  /** The next frame to be given. */
  #next = 0;
  /** Where the coming chunk begins in the file. */
  #chunkStart = 0;

  constructor(frames: Frames) {
    this.#frames = frames;
  }

  /** The next chunk begins at frame `first`. */
  expect(first: number): void {
    this.#next = first;
    this.#chunkStart = this.#frames.starts[first]!;
  }

  // A chunk may be pushed in slices; `bytes` is all of it each time.
  push(bytes: Uint8Array, _start: number, end: number, _offset: number, out: FrameConsumer): void {
    const { starts, ends } = this.#frames;
    while (this.#next < ends.length && ends[this.#next]! - this.#chunkStart <= end) {
      const start = starts[this.#next]!;
      out.frame(bytes, start - this.#chunkStart, ends[this.#next]! - this.#chunkStart, start);
      this.#next++;
    }
  }

  finish(): void {}
}
