/** What it takes until bytes and names are on the disk, beyond what Node does by itself. */
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';

/** What systems answer that can open a folder and not sync it. */
const CANNOT_SYNC: readonly unknown[] = ['EINVAL', 'EPERM', 'EISDIR', 'ENOSYS', 'ENOTSUP'];

/**
 * Makes the names in a folder durable, where the system can: not every one can open a folder. A file that was synced can still
 * be lost when its name is not on disk (fsync(2)). Rejects with what the system says.
 */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  if (folder === null) return;
  try {
    await folder.sync();
  } catch (error) {
    if (!CANNOT_SYNC.includes((error as NodeJS.ErrnoException).code)) throw error;
  } finally {
    await folder.close();
  }
}

/** Writes all of `bytes` from byte `offset` of the file on: one `write` may take less, as on a disk that fills up (write(2)). */
export async function writeAll(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
  }
}

/** Prepares a file that was just opened; closes it when that fails. (A handle that is lost ends the process from Node 26 on.) */
export async function prepareFile<T>(
  file: FileHandle,
  prepare: (file: FileHandle) => Promise<T>,
): Promise<T> {
  try {
    return await prepare(file);
  } catch (error) {
    await file.close();
    throw error;
  }
}
