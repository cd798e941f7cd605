import type { FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Batch, Sink, SinkContext } from '../../runtime/api.ts';
import { ByteWriter, encodeBatch, prepareFile, step } from '../../runtime/api.ts';
import { openFileOf } from './open-file.ts';
import { failedWhile } from './problems.ts';
import type { FileSettings } from './settings.ts';
import { asFileState } from './sink-state.ts';
import type { FileState } from './sink-state.ts';
import { openForWriting, startOf } from './sink-start.ts';

const BUFFER_BYTES = 512 * 1024;

/**
 * Opens the file for writing, and leaves what is in it until there is something to write or the flow ends well: a flow
 * that cannot start must not cost the old content. Goes on where an earlier run was: what that wrote behind its last
 * checkpoint is cut off. Rejects with EnvironmentError when the file cannot be opened or is shorter than it was.
 */
export async function createFileSink(config: FileSettings, context: SinkContext): Promise<Sink> {
  const restored = asFileState(context.restored);
  const path = resolve(context.baseDir, config.path);
  return prepareFile(await openForWriting(path, config, restored, context), (file) => {
    return createSink(file, config, context);
  });
}

async function createSink(file: FileHandle, config: FileSettings, context: SinkContext): Promise<Sink> {
  const restored = asFileState(context.restored);
  const stats = await file.stat();
  const start = startOf(config, stats, restored, context);
  /** Where the next byte goes; only the system knows in what is no file. */
  let { offset } = start;
  /** What is in the file from here on has to go before anything is written. */
  let { cutAt } = start;
  const encoder = context.createEncoder();
  if (restored !== null) encoder.restore(restored.encoder);
  const pending = new ByteWriter(BUFFER_BYTES);
  /** While the end is being written: what was before it. A restart writes the same end again. */
  let beforeEnd: FileState | null = null;

  const stateAt = (place: number): FileState => ({ offset: place, encoder: encoder.capture() });
  const cut = async (): Promise<void> => {
    if (cutAt === null) return;
    const length = cutAt;
    cutAt = null;
    await guarded(file.truncate(length));
  };
  const flush = async (): Promise<void> => {
    await cut();
    const bytes = pending.take(BUFFER_BYTES);
    // `write` may write less than asked: a disk that fills up does.
    for (let at = 0; at < bytes.length;) {
      const place = offset === null || config.mode === 'append' ? null : offset + at;
      at += (await guarded(file.write(bytes, at, bytes.length - at, place))).bytesWritten;
    }
    if (offset !== null) offset += bytes.length;
    context.counters.bytesOut += bytes.length;
  };
  const sync = (): Promise<void> =>
    guarded(
      file.sync().catch((cause: unknown) => {
        // Pipes and devices have nothing to be synced.
        if ((cause as NodeJS.ErrnoException).code !== 'EINVAL') throw cause;
      }),
    );
  const guarded = <T>(work: Promise<T>): Promise<T> =>
    work.catch((cause: unknown) => {
      throw failedWhile('writing', config.path, cause);
    });

  return {
    file: openFileOf(config.path, stats),
    // Every batch is written at once: who follows the file of a slow flow sees what has come.
    write(batch: Batch) {
      encodeBatch(batch, encoder, pending, context);
      return pending.length > 0 ? flush() : undefined;
    },
    // Between two batches nothing is pending: the file has everything, and the rest is in the encoder.
    async snapshot() {
      if (offset === null) return null;
      const state = beforeEnd ?? stateAt(offset);
      await sync();
      step('file:fsynced');
      return state;
    },
    async finish() {
      if (offset !== null) beforeEnd = stateAt(offset);
      encoder.finish(pending);
      await cut();
      if (pending.length > 0) await flush();
      await sync();
      beforeEnd = null;
      context.counters.objects++;
    },
    close: () => file.close(),
  };
}
