import type { FileHandle } from 'node:fs/promises';
import type { DecodedBatch, SourceContext } from '../../../runtime/api.ts';
import { failedWhile } from '../problems.ts';
import type { TrackedFile } from './tracked-file.ts';

const BLOCK_BYTES = 64 * 1024;

/** What a tail was asked for has come: a batch, the end (null), or a failure. */
export type TailResult =
  | { readonly kind: 'batch'; readonly batch: DecodedBatch }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Ends the chunks of a tail that is closed, and with them its decoder: what that holds back must not become an event. */
class TailClosed extends Error {}

/**
 * The open end of a file: reads block by block, and waits at the end of the file until it is told that there is more. What the
 * decoder holds back (an incomplete last line) stays with it meanwhile.
 */
export class Tail {
  /** It waits at the end of the file. */
  isDrained = false;
  /** The file was cut or written anew: nothing that is in it now was read. */
  isReplaced = false;
  readonly #file: TrackedFile;
  readonly #handle: FileHandle;
  readonly #batches: AsyncIterator<DecodedBatch>;
  readonly #onDrained: () => void;
  #wake: () => void = () => undefined;
  #isClosed = false;

  constructor(
    file: TrackedFile,
    handle: FileHandle,
    stream: { readonly uri: string; readonly context: SourceContext; onDrained(): void },
  ) {
    this.#file = file;
    this.#handle = handle;
    this.#onDrained = () => stream.onDrained();
    file.readOffset = file.resume.offset;
    const batches = stream.context.decode({
      origin: { uri: stream.uri },
      meta: new Map([['file', new Map([['path', file.path]])]]),
      startOffset: file.resume.offset,
      skipEvents: file.resume.skipEvents,
      chunks: this.#chunks(),
    });
    this.#batches = batches[Symbol.asyncIterator]();
  }

  get handle(): FileHandle {
    return this.#handle;
  }

  /** The next batch, or the end of a file that is ending. Not before the last one has been taken. */
  async next(): Promise<TailResult> {
    try {
      const next = await this.#batches.next();
      return next.done === true ? { kind: 'end' } : { kind: 'batch', batch: next.value };
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  /** There is more in the file, or `isEnding` has been set. */
  goOn(): void {
    this.isDrained = false;
    this.#wake();
  }

  /** What is not out yet will be read again by another tail. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#wake();
    await this.#batches.return?.().catch(() => undefined);
    await this.#handle.close();
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const block = this.isReplaced ? null : await this.#readBlock();
      if (this.#isClosed) throw new TailClosed();
      if (block !== null && block.length > 0) {
        this.#file.noteRead(block);
        yield block;
      } else {
        if (this.#file.isEnding && !this.isReplaced) return;
        await this.#more();
        if (this.#isClosed) throw new TailClosed();
      }
    }
  }

  /** Empty at the end of the file; null when this is not the content any more that was read until now. */
  async #readBlock(): Promise<Uint8Array | null> {
    const { readOffset, path } = this.#file;
    try {
      const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      const { bytesRead } = await this.#handle.read(block, 0, BLOCK_BYTES, readOffset);
      // Looked at after reading: a file that is cut in between must not be taken for its own continuation.
      const { size } = await this.#handle.stat();
      if (size < readOffset + bytesRead || !(await this.#file.beginsAsRead(this.#handle))) {
        this.isReplaced = true;
        return null;
      }
      // A small block must not keep the memory of a large one.
      return bytesRead === BLOCK_BYTES ? block : Buffer.from(block.subarray(0, bytesRead));
    } catch (cause) {
      throw failedWhile('reading', path, cause);
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.isDrained = true;
      this.#onDrained();
    });
  }
}
