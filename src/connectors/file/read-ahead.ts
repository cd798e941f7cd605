import type { FileHandle } from 'node:fs/promises';

const BLOCK_BYTES = 256 * 1024;

/**
 * The bytes of a file from `start` on in blocks, the next block being read while the last one is worked on. Every block is a buffer
 * of its own that is never overwritten. Ends when the file ends or `stop` is aborted.
 */
export async function* readAhead(
  file: FileHandle,
  start: number,
  stop: AbortSignal,
  failure: (cause: unknown) => Error,
): AsyncGenerator<Uint8Array> {
  // Where nothing was read before, the system keeps the place: what is no file (`/dev/stdin`) knows no other.
  let at = start === 0 ? null : start;
  const readBlock = async (): Promise<Uint8Array> => {
    const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    const { bytesRead } = await file.read(block, 0, BLOCK_BYTES, at);
    if (at !== null) at += bytesRead;
    return bytesRead === BLOCK_BYTES ? block : block.subarray(0, bytesRead);
  };
  let next = readBlock();
  try {
    for (;;) {
      const block = await next.catch((cause: unknown) => {
        throw failure(cause);
      });
      if (block.length === 0 || stop.aborted) return;
      next = readBlock();
      yield block;
    }
  } finally {
    // The block that nobody asks for any more must not outlive the file.
    await next.catch(() => undefined);
  }
}
