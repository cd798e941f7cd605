import type { Encoder, SinkContext } from './api.ts';
import type { Batch } from './batch.ts';
import type { ByteWriter } from './byte-writer.ts';
import { CodecError } from './errors.ts';

/** Encodes all events of a batch into `out`; those that have no text are refused and the others go on. */
export function encodeBatch(
  batch: Batch,
  encoder: Encoder,
  out: ByteWriter,
  context: Pick<SinkContext, 'refuse'>,
): void {
  for (let index = 0; index < batch.length; index++) {
    try {
      encoder.encode(batch.values[index]!, batch.metas[index]!, out);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      context.refuse(batch, index, error.message);
    }
  }
}
