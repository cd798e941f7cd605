import type { Retry } from '../client/retry.ts';
import { restoreSink } from './checkpoint/restore.ts';
import { openSinkMemory } from './checkpoint/sink-memory.ts';
import type { SinkMemoryOptions } from './checkpoint/sink-memory.ts';
import { asS3SinkState } from './checkpoint/state.ts';
import { OwnUploads } from './own-uploads.ts';
import { S3Sink } from './s3-sink.ts';
import type { SinkParts } from './sink-parts.ts';

/**
 * A sink that goes on where the checkpoint says; what has to be done before the first event is done. Without checkpoints
 * it keeps nothing in mind. `briefly` is for what the start does not depend on. Rejects as `restoreSink` does.
 */
export async function resumeSink(
  base: Omit<SinkParts, 'own' | 'memory'>,
  briefly: Retry,
  { inlineBytes }: Pick<SinkMemoryOptions, 'inlineBytes'> = {},
): Promise<S3Sink> {
  const { checkpoints, stateFolder, restored } = base.context;
  if (!checkpoints || stateFolder === null)
    return new S3Sink({ ...base, own: new OwnUploads(), memory: null });
  const state = asS3SinkState(restored);
  const memory = await openSinkMemory(stateFolder, state, {
    clock: base.clock,
    ...(inlineBytes !== undefined && { inlineBytes }),
  });
  const parts: SinkParts = { ...base, own: new OwnUploads(memory.journal), memory };
  try {
    return new S3Sink(parts, await restoreSink(parts, memory, state, briefly));
  } catch (error) {
    await memory.journal.close();
    throw error;
  }
}
