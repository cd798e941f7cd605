import { open } from 'node:fs/promises';
import type { StagedFile } from './staged-file.ts';

const CHUNK_BYTES = 1 << 20;

/**
 * Appends the files at `paths` to `target`, one after another, a megabyte at a time. `onBytes` sees the bytes as they
 * pass, in a buffer that is used again.
 */
export async function concatenate(
  paths: readonly string[],
  target: StagedFile,
  signal: AbortSignal,
  onBytes: (bytes: Buffer) => void,
): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  for (const path of paths) {
    const file = await open(path, 'r');
    try {
      for (;;) {
        signal.throwIfAborted();
        const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null);
        if (bytesRead === 0) break;
        const bytes = buffer.subarray(0, bytesRead);
        onBytes(bytes);
        await target.write(bytes);
      }
    } finally {
      await file.close();
    }
  }
}
