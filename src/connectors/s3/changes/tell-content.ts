import { Batch, CodecError } from '../../../runtime/api.ts';
import type { SourceContext, Value, ValueRecord } from '../../../runtime/api.ts';
import { inflateStream } from '../../../runtime/inflate/inflate-stream.ts';
import type { ObjectHead } from './bucket-store.ts';
import type { Change } from './change.ts';
import { always, formatOf } from './decompress.ts';
import { metadataEvent, objectRecord, refusalEvent, uriOf } from './event-record.ts';
import type { Results } from './fetch-ahead.ts';
import type { HalfRead } from './position.ts';
import type { ReadResult } from './read-object.ts';
import { PlacedRecord } from './placed-record.ts';
import { skipBytes } from './skip-bytes.ts';

export interface TellingOptions {
  readonly bucket: string;
  readonly decompress: 'auto' | 'none';
  readonly context: Pick<SourceContext, 'decode' | 'name'>;
  /** The time that events are stamped with, nanoseconds since 1970. */
  readonly now: () => bigint;
}

/** Some events of an object, and where to go on behind them. */
export interface ContentPart {
  readonly out: Batch;
  readonly err: Batch | null;
  readonly half: Pick<HalfRead, 'offset' | 'skipEvents' | 'events' | 'isPlain'>;
}

/**
 * The events in an object; `from` is how much of it was told by an earlier run. `lost`: nothing was told, because it is
 * not there any more in this state; the next poll sees what has become of it.
 */
export async function* tellContent(
  change: Change,
  results: Results<ReadResult>,
  from: HalfRead | null,
  options: TellingOptions,
): AsyncGenerator<ContentPart, 'told' | 'lost'> {
  const first = await results.next();
  if (first?.kind !== 'read') {
    if (first === null) return 'lost';
    if (first.kind === 'lost' && from === null) return 'lost';
    yield refusal(change, first, from, options);
    return 'told';
  }
  const { bucket, context } = options;
  const content = openContent(change, first, results, from, options);
  const base = objectRecord(bucket, change, first.head);
  base.set('action', change.action);
  let events = from?.events ?? 0;
  const stream = context.decode({
    origin: { uri: uriOf(bucket, change.object.key) },
    meta: new Map([['s3_changes', base]]),
    startOffset: from?.offset ?? 0,
    skipEvents: from?.skipEvents ?? 0,
    chunks: content.chunks,
  });
  for await (const { out, err, resume } of stream) {
    number(out, err, base, events);
    events += out.length + (err?.length ?? 0);
    yield { out, err, half: { ...resume, events, isPlain: content.isPlain } };
  }
  return 'told';
}

/** The event of an object that is gone. */
export function tellDelete(change: Change, { bucket, now }: TellingOptions): Batch {
  const batch = new Batch({ uri: uriOf(bucket, change.object.key) }, now());
  const record = objectRecord(bucket, change, null).set('action', change.action);
  batch.push(null, new Map([['s3_changes', record]]), -1);
  return batch;
}

interface Content {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly isPlain: boolean;
}

type Piece = Extract<ReadResult, { kind: 'read' }>;

/** The bytes from where we are, decompressed. */
function openContent(
  { object }: Change,
  first: Piece,
  results: Results<ReadResult>,
  from: HalfRead | null,
  { decompress }: TellingOptions,
): Content {
  const bytes = join(first, results);
  // What stands in the middle of an object says nothing about its kind.
  if (decompress === 'none' || from?.isPlain === true) return { chunks: bytes, isPlain: true };
  const { format, problem } = choose(object.key, first.head, first.blocks[0] ?? NO_BYTES);
  if (problem !== null) return { chunks: failing(problem), isPlain: true };
  if (format === null) return { chunks: bytes, isPlain: true };
  const inflated = inflateStream(bytes, always(format));
  return { chunks: from === null ? inflated : skipBytes(inflated, from.offset), isPlain: false };
}

const NO_BYTES = new Uint8Array(0);

function choose(key: string, head: ObjectHead, first: Uint8Array) {
  try {
    return { format: formatOf(key, head, first), problem: null };
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return { format: null, problem: error };
  }
}

/** A stream that breaks with this: the decoder reports it in its place. */
// eslint-disable-next-line require-yield -- it is a stream to those who read it
async function* failing(problem: CodecError): AsyncGenerator<Uint8Array> {
  throw problem;
}

async function* join(first: Piece, results: Results<ReadResult>): AsyncGenerator<Uint8Array> {
  for (let piece: ReadResult | null = first; piece !== null; piece = await results.next()) {
    if (piece.kind !== 'read')
      throw new CodecError(`${reasonOf(piece)} while it was read: what followed is missing`);
    yield* piece.blocks;
  }
}

function refusal(
  change: Change,
  result: Exclude<ReadResult, Piece>,
  from: HalfRead | null,
  options: TellingOptions,
): ContentPart {
  const origin = { uri: uriOf(options.bucket, change.object.key) };
  const err = new Batch(origin, options.now());
  err.push(refusalOf(change, result, options, from !== null), new Map(), -1);
  const { offset = 0, skipEvents = 0, events = 0, isPlain = true } = from ?? {};
  const half = { offset, skipEvents, events: events + 1, isPlain };
  return { out: new Batch(origin, err.ingestNs), err, half };
}

/** What arrives on port `err` of an object that is not given out, or is gone although some of it has been told. */
export function refusalOf(
  change: Change,
  result: Exclude<ReadResult, Piece>,
  { bucket, context }: TellingOptions,
  isHalfRead = false,
): ValueRecord {
  const since = isHalfRead ? ' while it was read: what followed is missing' : '';
  return refusalEvent(`${reasonOf(result)}${since}`, {
    event: metadataEvent(bucket, change, null),
    uri: uriOf(bucket, change.object.key),
    source: context.name,
  });
}

function reasonOf(result: Exclude<ReadResult, Piece>): string {
  if (result.kind === 'refused') return result.words;
  return result.reason === 'vanished' ? 'the object was removed' : 'the object was replaced';
}

/** Gives every event its own place: `offset` in the bytes, and `line`, which counts the events of the object from 1. */
function number(out: Batch, err: Batch | null, base: ReadonlyMap<string, Value>, before: number): void {
  let line = before;
  let refused = 0;
  const place = (batch: Batch, index: number): void => {
    line++;
    const record = new PlacedRecord(base, batch.offsets[index]!, line);
    batch.metas[index] = new Map<string, Value>().set('s3_changes', record);
  };
  for (let index = 0; index < out.length; index++) {
    while (err !== null && refused < err.length && err.offsets[refused]! < out.offsets[index]!)
      place(err, refused++);
    place(out, index);
  }
  while (err !== null && refused < err.length) place(err, refused++);
}
