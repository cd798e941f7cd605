import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Batch, Sink, SinkContext } from '../../runtime/api.ts';
import { ByteWriter, encodeBatch } from '../../runtime/api.ts';
import { openFileOf } from './open-file.ts';
import { isPipe } from './pipe.ts';
import { cannotOpen, failedWhile, notAFile } from './problems.ts';
import type { FileSettings } from './settings.ts';

const { O_APPEND, O_CREAT, O_WRONLY } = constants;

const BUFFER_BYTES = 512 * 1024;

/**
 * Opens the file for writing, and leaves what is in it until there is something to write or the flow ends well: a flow
 * that cannot start must not cost the old content. Rejects with EnvironmentError when it cannot be opened.
 */
export async function createFileSink(config: FileSettings, context: SinkContext): Promise<Sink> {
  const file = await openFile(config, context);
  const stats = await file.stat();
  let mustTruncate = stats.isFile() && (config.mode === 'write' || config.mode === 'truncate');
  const encoder = context.createEncoder();
  const pending = new ByteWriter(BUFFER_BYTES);

  const truncate = async (): Promise<void> => {
    mustTruncate = false;
    await file.truncate(0).catch((cause: unknown) => {
      throw failedWhile('writing', config.path, cause);
    });
  };
  const flush = async (): Promise<void> => {
    if (mustTruncate) await truncate();
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
    file: openFileOf(config.path, stats),
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
      if (mustTruncate) await truncate();
      await sync();
      context.counters.objects++;
    },
    close: () => file.close(),
  };
}

async function openFile(config: FileSettings, context: SinkContext): Promise<FileHandle> {
  const path = resolve(context.baseDir, config.path);
  if (await isPipe(path)) throw notAFile('write', config.path);
  try {
    const file = await open(path, O_WRONLY | O_CREAT | (config.mode === 'append' ? O_APPEND : 0));
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
