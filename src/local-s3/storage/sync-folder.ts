import { open } from 'node:fs/promises';

/** Makes the names in a folder durable: a file that was synced can still be lost when its name is not on disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
