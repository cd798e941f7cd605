/**
 * From bytes to batches: transforms (bytes to bytes), framers (bytes to frames), codec (frame to event).
 *
 * One `await` for each chunk; everything between two chunks is synchronous and without garbage per event but the
 * event itself.
 */
import type {
  ByteStream,
  Codec,
  ConnectorCounters,
  DecodedBatch,
  FrameConsumer,
  Framer,
  Origin,
  ResumePoint,
  ValueRecord,
} from '../api.ts';
import { Batch, CodecError } from '../api.ts';
import { errorEvent, originalBytes } from '../error-event.ts';

/** Makes the parts of one stream: framers and codecs keep state, so each stream has its own. */
export interface DecodingParts {
  readonly transforms: readonly ((chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>)[];
  /** `isFramed`: the stream comes in frames; then there are no transforms, and each part works frame by frame. */
  createFramers(isFramed: boolean): readonly Framer[];
  createCodec(): Codec;
}

export interface DecodingContext {
  /** The connector, as error events name it. */
  readonly source: string;
  readonly counters: ConnectorCounters;
  /** The time, nanoseconds since 1970. */
  now(): bigint;
}

/** `SourceContext.decode` for a connector with these parts. */
export function createDecoder(
  parts: DecodingParts,
  context: DecodingContext,
): (stream: ByteStream) => AsyncIterable<DecodedBatch> {
  return (stream) => decodeStream(stream, parts, context);
}

async function* decodeStream(
  stream: ByteStream,
  parts: DecodingParts,
  context: DecodingContext,
): AsyncGenerator<DecodedBatch> {
  const decoder = new StreamDecoder(stream, parts, context);
  let chunks: AsyncIterable<Uint8Array> = counted(stream.chunks, context.counters);
  if (stream.framer === undefined) {
    for (const transform of parts.transforms) chunks = transform(chunks);
  }
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length;) {
        const end = Math.min(chunk.length, at + decoder.sliceBytes);
        decoder.begin();
        decoder.push(chunk, at, end);
        yield decoder.take();
        at = end;
      }
    }
    decoder.begin();
    if (stream.isCutOff?.() === true) decoder.cutOff();
  } catch (error) {
    // A compressed stream that is cut off or broken: what came before it stands.
    if (!(error instanceof CodecError)) throw error;
    decoder.begin();
    decoder.reportBroken(error);
  }
  decoder.finish();
  yield decoder.take();
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  counters: ConnectorCounters,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    counters.bytesIn += chunk.length;
    yield chunk;
  }
}

const NO_BYTES = new Uint8Array(0);

/**
 * A batch of more events than this outlives the collector's young generation, where dead events cost nothing; so
 * short events come in slices of a chunk. Long ones take whole chunks: a frame that spans two pushes is copied.
 */
const EVENTS_PER_BATCH = 1_000;
const MIN_SLICE_BYTES = 16 * 1024;

class StreamDecoder implements FrameConsumer {
  readonly #origin: Origin;
  readonly #meta: ValueRecord;
  readonly #context: DecodingContext;
  readonly #codec: Codec;
  readonly #framers: readonly Framer[];
  /** Who takes what framer `i` gives: framer `i + 1`, and after the last one the codec. */
  readonly #consumers: readonly FrameConsumer[];
  /** Offsets in what a transform gives are not offsets in the origin. */
  readonly #offsetsAreOriginal: boolean;
  /** Offset of the next chunk. */
  #offset: number;
  /** The last point at which nothing was held back, and the events since. */
  #resume: ResumePoint;
  #eventsSince: number;
  #toSkip: number;
  #sliceBytes: number;
  /** Offsets of the errors since the last chunk began. */
  #errorOffsets: number[] = [];
  /** What ended the stream before its end. */
  #broken: string | null = null;
  #out: Batch;
  #err: Batch | null = null;

  constructor(stream: ByteStream, parts: DecodingParts, context: DecodingContext) {
    this.#origin = stream.origin;
    this.#meta = stream.meta;
    this.#context = context;
    this.#codec = parts.createCodec();
    const { framer } = stream;
    const framers = parts.createFramers(framer !== undefined);
    this.#framers = framer === undefined ? framers : [framer, ...framers];
    this.#consumers = chain(this.#framers, this);
    this.#offsetsAreOriginal = parts.transforms.length === 0 || framer !== undefined;
    this.#offset = stream.startOffset;
    this.#toSkip = stream.skipEvents;
    // Without framers every chunk is a frame.
    this.#sliceBytes = this.#framers.length === 0 ? Infinity : MIN_SLICE_BYTES;
    this.#eventsSince = 0;
    this.#resume = { offset: stream.startOffset, skipEvents: 0 };
    this.#out = new Batch(this.#origin, context.now());
  }

  begin(): void {
    this.#out = new Batch(this.#origin, this.#context.now());
    this.#err = null;
  }

  /** How much of a chunk is to be pushed at once. */
  get sliceBytes(): number {
    return this.#sliceBytes;
  }

  push(chunk: Uint8Array, start: number, end: number): void {
    this.#errorOffsets = [];
    const [first] = this.#framers;
    if (first === undefined) this.frame(chunk, start, end, this.#offset);
    else first.push(chunk, start, end, this.#offset, this.#consumers[0]!);
    this.#offset += end - start;
    this.#noteResumePoint();
    if (first !== undefined) this.#adaptSlice(end - start);
  }

  finish(): void {
    this.#framers.forEach((framer, index) => framer.finish(this.#consumers[index]!));
    this.#noteResumePoint();
  }

  take(): DecodedBatch {
    const { offset, skipEvents } = this.#resume;
    return { out: this.#out, err: this.#err, resume: { offset, skipEvents: skipEvents + this.#eventsSince } };
  }

  /** The stream broke off: what the framers still hold is no event, it may go on where nobody can read. */
  reportBroken(error: CodecError): void {
    this.error(error.message, NO_BYTES, 0, 0, this.#offset);
    this.#broken = `this came last, then: ${error.message}`;
  }

  /** Somebody stopped reading: what the framers still hold may be half of an event. */
  cutOff(): void {
    this.#broken = 'the flow was stopped before the end of this was read';
  }

  frame(bytes: Uint8Array, start: number, end: number, offset: number): void {
    if (this.#broken !== null) return this.error(this.#broken, bytes, start, end, offset);
    let value;
    try {
      value = this.#codec.decode(bytes, start, end);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      this.error(error.message, bytes, start, end, offset);
      return;
    }
    if (value === undefined || this.#isSkipped()) return;
    this.#out.push(value, this.#meta, offset);
  }

  error(message: string, bytes: Uint8Array, start: number, end: number, offset: number): void {
    this.#errorOffsets.push(offset);
    if (this.#isSkipped()) return;
    this.#err ??= new Batch(this.#origin, this.#out.ingestNs);
    const event = errorEvent({
      error: message,
      event: originalBytes(bytes, start, end),
      origin: { uri: this.#origin.uri, offset },
      source: this.#context.source,
    });
    this.#err.push(event, this.#meta, offset);
  }

  #adaptSlice(bytes: number): void {
    const events = Math.max(1, this.#out.length);
    this.#sliceBytes = Math.max(MIN_SLICE_BYTES, Math.ceil((bytes / events) * EVENTS_PER_BATCH));
  }

  #isSkipped(): boolean {
    this.#eventsSince++;
    if (this.#toSkip === 0) return false;
    this.#toSkip--;
    return true;
  }

  /**
   * Bytes that only the first framer holds back can be read again. What a later one holds back, or what a transform
   * made, can only be made again: then the last good point stands and the events since are left out on resuming.
   */
  #noteResumePoint(): void {
    if (!this.#offsetsAreOriginal) return;
    for (let index = 1; index < this.#framers.length; index++) {
      if (this.#framers[index]!.pendingBytes > 0) return;
    }
    const offset = this.#offset - (this.#framers[0]?.pendingBytes ?? 0);
    // The same point again: a frame is still coming, and all events since are pieces of it.
    if (offset === this.#resume.offset) return;
    this.#resume = { offset, skipEvents: 0 };
    this.#eventsSince = this.#errorOffsets.filter((at) => at >= offset).length;
  }
}

function chain(framers: readonly Framer[], last: FrameConsumer): readonly FrameConsumer[] {
  const consumers: FrameConsumer[] = [];
  let next = last;
  for (let index = framers.length - 1; index >= 0; index--) {
    consumers[index] = next;
    const framer = framers[index]!;
    const consumer = next;
    next = {
      frame(bytes, start, end, offset) {
        framer.push(bytes, start, end, offset, consumer);
        framer.endFrame?.(consumer);
      },
      // What one framer could not cut is no business of the next one.
      error: (message, bytes, start, end, offset) => last.error(message, bytes, start, end, offset),
    };
  }
  return consumers;
}
