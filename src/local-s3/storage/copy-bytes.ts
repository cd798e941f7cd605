import { read } from 'node:fs';
import { promisify } from 'node:util';
import type { StagedFile } from './staged-file.ts';

const CHUNK_BYTES = 1 << 20;
const readAt = promisify(read);

/**
 * Appends `length` bytes of an open file, from `start` on, to `target`, a megabyte at a time. `onBytes` sees the bytes as
 * they pass, in a buffer that is used again. Says how many there were: fewer if the file has become shorter.
 */
export async function copyBytes(
  fd: number,
  { start, length }: { readonly start: number; readonly length: number },
  target: StagedFile,
  signal: AbortSignal,
  onBytes: (bytes: Buffer) => void,
): Promise<number> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, length));
  let copied = 0;
  while (copied < length) {
    signal.throwIfAborted();
    const size = Math.min(buffer.length, length - copied);
    const { bytesRead } = await readAt(fd, buffer, 0, size, start + copied);
    if (bytesRead === 0) break;
    const bytes = buffer.subarray(0, bytesRead);
    onBytes(bytes);
    await target.write(bytes);
    copied += bytesRead;
  }
  return copied;
}
