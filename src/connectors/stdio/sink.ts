import type { Writable } from 'node:stream';
import type { Sink, SinkContext } from '../../runtime/api.ts';
import { ByteWriter, FlowFailure, encodeBatch } from '../../runtime/api.ts';

const BUFFER_BYTES = 256 * 1024;

/** Writes to a stream that stays open after the flow: standard output. */
export function createStdoutSink(context: SinkContext, output: Writable): Sink {
  const encoder = context.createEncoder();
  const pending = new ByteWriter(BUFFER_BYTES);
  // A failed write is reported to its callback; without a listener the same error would end the process as well.
  const alreadyReported = (): void => undefined;
  output.on('error', alreadyReported);

  const flush = async (): Promise<void> => {
    const bytes = pending.take(BUFFER_BYTES);
    await new Promise<void>((resolve, reject) => {
      output.write(bytes, (error) => {
        if (error) reject(failure(error));
        else resolve();
      });
    });
    context.counters.bytesOut += bytes.length;
  };

  return {
    write(batch) {
      encodeBatch(batch, encoder, pending, context);
      return pending.length > 0 ? flush() : undefined;
    },
    // What was written has left the process; there is nothing to go back to.
    snapshot: async () => null,
    async finish() {
      encoder.finish(pending);
      if (pending.length > 0) await flush();
    },
    async close() {
      output.off('error', alreadyReported);
    },
  };
}

function failure(cause: NodeJS.ErrnoException): FlowFailure {
  const reason = cause.code === 'EPIPE' ? 'its reader has gone' : cause.message;
  return new FlowFailure(`cannot write to standard output: ${reason}`, { cause });
}
