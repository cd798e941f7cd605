import type { Readable } from 'node:stream';
import type { Source, SourceBatch, SourceContext } from '../../runtime/api.ts';
import { EMPTY_RECORD, EnvironmentError, FlowFailure } from '../../runtime/api.ts';

/** Who reads a stream. What one has read, no other one gets. */
const readers = new WeakMap<Readable, string>();

/** Reads a stream that cannot rewind: standard input. Throws EnvironmentError when another connector reads it. */
export function createStdinSource(context: SourceContext, input: Readable): Source {
  const reader = readers.get(input);
  if (reader !== undefined) {
    throw new EnvironmentError(`${context.name}: standard input is read by ${reader} already`, {
      help: 'one connector of one flow can read it; connect that one to all that is to get it',
    });
  }
  readers.set(input, `\`${context.name}\` of flow \`${context.flow}\``);
  if (context.checkpoints) {
    context.logger.info(
      `${context.name}: standard input cannot be read again: what is on its way when flowrun is killed is lost`,
    );
  }
  return {
    async *read(stop): AsyncIterable<SourceBatch> {
      const stream = context.decode({
        origin: { uri: 'stdin:' },
        meta: EMPTY_RECORD,
        startOffset: 0,
        skipEvents: 0,
        chunks: chunksOf(input, stop),
        // A stop cuts the input off anywhere. What has been read cannot be read again, so nothing of it is left out.
        isCutOff: () => stop.aborted,
      });
      for await (const { out, err } of stream) yield { out, err, position: null };
    },
    async close() {
      input.destroy();
    },
  };
}

async function* chunksOf(input: Readable, stop: AbortSignal): AsyncGenerator<Uint8Array> {
  // A read that waits for a person to type ends only with the stream itself.
  const end = (): void => void input.destroy();
  if (stop.aborted) return;
  stop.addEventListener('abort', end, { once: true });
  try {
    for await (const chunk of input as AsyncIterable<Buffer>) yield chunk;
  } catch (cause) {
    if (!stop.aborted) {
      throw new FlowFailure(`failed while reading standard input: ${(cause as Error).message}`, { cause });
    }
  } finally {
    stop.removeEventListener('abort', end);
  }
}
