/** What framers give, written down so that two runs can be compared. */
import type { FrameConsumer, Framer } from '../../src/runtime/api.ts';

/** A frame, or with `error` what could not be one. */
export interface Taken {
  readonly text: string;
  readonly offset: number;
  readonly error?: string;
}

/** Writes down all it is given. Text is latin1: a character for each byte. */
export function recordFrames(): { readonly taken: Taken[]; readonly consumer: FrameConsumer } {
  const taken: Taken[] = [];
  const text = (bytes: Uint8Array, start: number, end: number): string =>
    Buffer.from(bytes.subarray(start, end)).toString('latin1');
  const consumer: FrameConsumer = {
    frame: (bytes, start, end, offset) => void taken.push({ text: text(bytes, start, end), offset }),
    error: (error, bytes, start, end, offset) =>
      void taken.push({ text: text(bytes, start, end), offset, error }),
  };
  return { taken, consumer };
}

/** Feeds `chunks` one after another as a stream that begins at offset 0, then its end. */
export function frameAll(framer: Framer, chunks: readonly Uint8Array[]): readonly Taken[] {
  const { taken, consumer } = recordFrames();
  let offset = 0;
  for (const chunk of chunks) {
    framer.push(chunk, 0, chunk.length, offset, consumer);
    offset += chunk.length;
  }
  framer.finish(consumer);
  return taken;
}

/** Cuts bytes at these places (any numbers: they are wrapped into the bytes); some pieces may be empty. */
export function cutAt(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const cuts = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index] ?? bytes.length));
}

/** Chunks as a source yields them. */
export async function* asStream(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** All bytes of a stream, and the error that ended it. */
export async function collect(
  stream: AsyncIterable<Uint8Array>,
): Promise<{ readonly bytes: Buffer; readonly error: Error | null }> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of stream) pieces.push(piece);
    return { bytes: Buffer.concat(pieces), error: null };
  } catch (error) {
    return { bytes: Buffer.concat(pieces), error: error as Error };
  }
}
