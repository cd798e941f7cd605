import type { Writable } from 'node:stream';
import type { Batch, Sink, SinkContext } from '../../runtime/api.ts';
import { ByteWriter, FlowFailure, encodeBatch } from '../../runtime/api.ts';

const BUFFER_BYTES = 256 * 1024;

/** The streams of a process that stay open after the flow. */
export interface StandardStreams {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** Writes what comes to port `stderr` to standard error, everything else to standard output. */
export function createStdioSink(context: SinkContext, { stdout, stderr }: StandardStreams): Sink {
  const output = new StreamWriter(context, stdout, 'standard output');
  const errors = new StreamWriter(context, stderr, 'standard error');
  return {
    write: (batch, port) => (port === 'stderr' ? errors : output).write(batch),
    // What was written has left the process; there is nothing to go back to.
    snapshot: async () => null,
    async finish() {
      // The end of a stream may have bytes of its own. The one that the flow does not use gets none.
      if (output.isUsed || !errors.isUsed) await output.finish();
      if (errors.isUsed) await errors.finish();
    },
    async close() {
      output.close();
      errors.close();
    },
  };
}

class StreamWriter {
  isUsed = false;
  readonly #context: SinkContext;
  readonly #stream: Writable;
  readonly #name: string;
  readonly #encoder: ReturnType<SinkContext['createEncoder']>;
  readonly #pending = new ByteWriter(BUFFER_BYTES);

  constructor(context: SinkContext, stream: Writable, name: string) {
    this.#context = context;
    this.#stream = stream;
    this.#name = name;
    this.#encoder = context.createEncoder();
    stream.on('error', alreadyReported);
  }

  write(batch: Batch): void | Promise<void> {
    this.isUsed = true;
    encodeBatch(batch, this.#encoder, this.#pending, this.#context);
    return this.#pending.length > 0 ? this.#flush() : undefined;
  }

  async finish(): Promise<void> {
    this.#encoder.finish(this.#pending);
    if (this.#pending.length > 0) await this.#flush();
  }

  close(): void {
    this.#stream.off('error', alreadyReported);
  }

  async #flush(): Promise<void> {
    const bytes = this.#pending.take(BUFFER_BYTES);
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(bytes, (error) => {
        if (error) reject(this.#failure(error));
        else resolve();
      });
    });
    this.#context.counters.bytesOut += bytes.length;
  }

  #failure(cause: NodeJS.ErrnoException): FlowFailure {
    const reason = cause.code === 'EPIPE' ? 'its reader has gone' : cause.message;
    return new FlowFailure(`cannot write to ${this.#name}: ${reason}`, { cause });
  }
}

/** A failed write is reported to its callback; without a listener the same error would end the process as well. */
function alreadyReported(): void {}
