import type { UploadOptions } from './object-upload.ts';
import type { SinkParts } from './sink-parts.ts';

/** What the uploads of a sink have in common. */
export function uploadOptions({ options, context, clock, store, retry, own }: SinkParts): UploadOptions {
  return {
    store,
    retry,
    clock,
    logger: context.logger,
    own,
    ifAbsent: options.ifAbsent,
    // After a restart from a checkpoint, what followed it is done again.
    mayBeThere: context.restored !== null,
    signal: context.signal,
  };
}
