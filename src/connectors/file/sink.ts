import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Batch, Sink, SinkContext } from '../../runtime/api.ts';
import { ByteWriter, encodeBatch } from '../../runtime/api.ts';
import { cannotOpen, failedWhile } from './problems.ts';
import type { FileSettings } from './settings.ts';

const FLAGS = { write: 'w', truncate: 'w', append: 'a', overwrite: 'r+' } as const;

const BUFFER_BYTES = 512 * 1024;

/** Opens the file for writing. Rejects with EnvironmentError when it cannot be opened. */
export async function createFileSink(config: FileSettings, context: SinkContext): Promise<Sink> {
  const file = await openFile(config, context);
  const encoder = context.createEncoder();
  const pending = new ByteWriter(BUFFER_BYTES);

  const flush = async (): Promise<void> => {
    const bytes = pending.take(BUFFER_BYTES);
    try {
      // `write` may write less than asked: a disk that fills up does.
      for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
    } catch (cause) {
      throw failedWhile('writing', config.path, cause);
    }
    context.counters.bytesOut += bytes.length;
  };
  const sync = async (): Promise<void> => {
    if (pending.length > 0) await flush();
    await file.sync().catch((cause: unknown) => {
      // Pipes and devices have nothing to be synced.
      if ((cause as NodeJS.ErrnoException).code !== 'EINVAL')
        throw failedWhile('writing', config.path, cause);
    });
  };

  return {
    // Every batch is written at once: who follows the file of a slow flow sees what has come.
    write(batch: Batch) {
      encodeBatch(batch, encoder, pending, context);
      return pending.length > 0 ? flush() : undefined;
    },
    async snapshot() {
      await sync();
      return null;
    },
    async finish() {
      encoder.finish(pending);
      await sync();
      context.counters.objects++;
    },
    close: () => file.close(),
  };
}

async function openFile(config: FileSettings, context: SinkContext): Promise<FileHandle> {
  const path = resolve(context.baseDir, config.path);
  const flags = FLAGS[config.mode as keyof typeof FLAGS];
  try {
    const file = await open(path, flags).catch((cause: NodeJS.ErrnoException) => {
      if (flags === 'r+' && cause.code === 'ENOENT') return open(path, 'w');
      throw cause;
    });
    await syncFolder(dirname(path));
    return file;
  } catch (cause) {
    throw cannotOpen('write', config.path, cause);
  }
}

/** Makes a new name in a folder durable, where the system can: not every one can open a folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  if (folder === null) return;
  await folder.sync().catch(() => undefined);
  await folder.close();
}
