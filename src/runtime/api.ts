/**
 * Everything that a connector, codec, preprocessor or postprocessor implements or is given.
 *
 * Such a module imports this file, `runtime/value/`, zod for its settings, and its own folder: nothing else of
 * flowrun. Each method says when it is called, how often, and what is not promised.
 */
import type { ZodType, output } from 'zod';
import type { Batch, Origin } from './batch.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { Examination, ExamineContext } from './examination.ts';
import type { Value, ValueRecord } from './value/value.ts';

export { Batch } from './batch.ts';
export type { Origin } from './batch.ts';
export { ByteWriter } from './byte-writer.ts';
export { encodeBatch } from './encode-batch.ts';
export type {
  ExaminationCheck,
  Examination,
  ExamineContext,
  ExaminationFact,
  ExaminationLeftover,
  PolicyStatement,
} from './examination.ts';
export { pause } from './clock.ts';
export type { Clock } from './clock.ts';
export { defineOperator } from './operator.ts';
export type {
  DeliveryListener,
  Operator,
  OperatorContext,
  OperatorDefinition,
  OperatorExample,
  OperatorInput,
  TakeEvent,
} from './operator.ts';
export { LONGEST_TIMER_MS, MS_PER_NS, parseDuration } from './parse-duration.ts';
export { step } from './checkpoint/steps.ts';
export { prepareFile, syncFolder, writeAll } from './durable-file.ts';
export { CodecError, EnvironmentError, FlowFailure, ForcedExit, assertNever, bug } from './errors.ts';
export { systemReason } from './system-error.ts';
export { EMPTY_RECORD, Float } from './value/value.ts';
export type { Value, ValueKind, ValueRecord } from './value/value.ts';

/** Plain JSON: what positions and states are made of, so that a checkpoint can hold them. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Text for people who must act: start, stop, lost, restored, failed. Never a secret. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Counters of one connector: added to by their owner, read by the live line, the summary and metrics. */
export interface ConnectorCounters {
  eventsIn: number;
  bytesIn: number;
  eventsOut: number;
  bytesOut: number;
  errors: number;
  /** Objects (or files) that are complete. */
  objects: number;
  /** Parts of multipart uploads that are done. */
  parts: number;
}

/** A connector or pipeline that is to be measured, as its `metrics_interval_s` asks for. */
export interface Measured {
  readonly measurement: 'connector_events' | 'events';
  readonly intervalMs: number;
  readonly ports: readonly MeasuredPort[];
}

/** One port of it. */
export interface MeasuredPort {
  /** What tells it from all others. */
  readonly tags: readonly (readonly [name: string, value: string])[];
  /** The events that have passed it in this run, until now. */
  count(): number;
}

/** What the compiler knows about reads: the top-level fields that somebody looks at. A hint, never a promise. */
export interface Demand {
  readonly fields: readonly string[];
}

/** The S3 endpoint of `--local`, which a flow's own endpoint and credentials give way to. */
export interface EndpointOverride {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What a connector says when it asks for the end. */
export interface ExitRequest {
  /** True: a clean stop. False: everything is given up at once, as after a second signal. */
  readonly graceful: boolean;
  /** What the command exits with, 0 to 255, when nothing fails on the way. */
  readonly code: number;
}

/** What every connector gets. */
export interface ConnectorContext {
  /** The flow's name as deployed. */
  readonly flow: string;
  /** The name of the created connector. */
  readonly name: string;
  /** The folder of the `.flow` file: relative paths start here. */
  readonly baseDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  readonly counters: ConnectorCounters;
  /** Aborted when the flow is ended by force: give up everything at once. A clean stop does not abort it. */
  readonly signal: AbortSignal;
  /** The time that events are stamped with, nanoseconds since 1970. */
  now(): bigint;
  /**
   * Asks for the end and returns at once: of all flows that the command runs; of this one where an embedder does not
   * say otherwise. The first request counts.
   */
  exit(request: ExitRequest): void;
  /** Set by `--local`. */
  readonly s3Override: EndpointOverride | undefined;
  /**
   * Says what the connector waits for just now ("part 3 of `a/b` in bucket `x`: 503 SlowDown, retry 2"), shown in
   * the live line; `null` when it no longer waits.
   */
  waiting(text: string | null): void;
  /** Are there checkpoints? Without them `commit` is never called and nothing is handed back after a restart. */
  readonly checkpoints: boolean;
  /**
   * Asks for a checkpoint as soon as may be, and returns at once. For a source that holds resources until `commit`, and
   * for a sink that needs one before it can complete something. Does nothing without checkpoints.
   */
  checkpointSoon(): void;
  /**
   * A folder that nobody else uses, for files that position or state refer to; null without checkpoints. Whoever needs
   * it makes it. It goes with the state, and nothing in it is part of a checkpoint by itself. Only a file `uploads` in it
   * stays until the connector removes it: what was begun elsewhere and has not ended.
   */
  readonly stateFolder: string | null;
  /** What to type so that this connector begins anew, for error messages; empty without checkpoints. */
  readonly resetCommand: string;
}

/** A file that a connector has open, as the system knows it: the same one under every path and link. */
export interface OpenFile {
  /** As given in the settings. */
  readonly path: string;
  readonly device: number;
  readonly inode: number;
}

// ---------------------------------------------------------------- sources

/** Means something only to the source that made it. */
export type Position = Json;

/** What a source yields. */
export interface SourceBatch {
  /** Decoded events; go to port `out`. May be empty (only the position moved). */
  readonly out: Batch;
  /** Error events (see `ErrorEvent`); go to port `err`. */
  readonly err: Batch | null;
  /** The position after this batch; `null` for a source that cannot rewind. */
  readonly position: Position;
}

/** A running source. The engine pulls it: the next batch is asked for when the last one has been accepted. */
export interface Source {
  /** The file that it reads, if it is one: the engine refuses a flow that also writes it. */
  readonly file?: OpenFile | undefined;
  /** The same for a source of several files; asked once, when every connector of the flow has been created. */
  files?(): Promise<readonly OpenFile[]>;
  /**
   * Its position means something after its end, too: the next run of the flow goes on from there. Otherwise the next run
   * of a flow that came to its end by itself starts this source from the beginning.
   */
  readonly keepsPosition?: boolean;
  /**
   * It tells about the others and never ends by itself: as soon as these have ended, its `stop` is aborted. A flow that
   * has no others goes on.
   */
  readonly isObserver?: boolean;
  /**
   * Called once. Yields batches until the input ends or `stop` is aborted; when `stop` is aborted it ends soon and
   * without an error, and what it has already yielded stands. Failing rejects with EnvironmentError or FlowFailure.
   */
  read(stop: AbortSignal): AsyncIterable<SourceBatch>;
  /**
   * A checkpoint with this position is being made: resolves when the files that the position speaks of are durable. Called
   * between two batches, at most once at a time; reading goes on meanwhile. Left out by a source whose positions speak of
   * no files of its own. Rejecting ends the flow.
   */
  prepare?(position: Position): Promise<void>;
  /**
   * A checkpoint with this position is durable, and the sinks have completed what waited for it: acknowledge, move on. Not
   * called for every batch; reading goes on meanwhile. Rejecting ends the flow.
   *
   * `settled` is this position or an earlier one: up to there nothing is in an object any more that a sink has yet to
   * complete, so that the source may throw away what it has read. Null: not known of anything that this run has read.
   * Called again for the same position when `settled` has moved, and not otherwise.
   */
  commit?(position: Position, settled: Position): Promise<void>;
  /** Called once, last, also after a failure. */
  close(): Promise<void>;
}

/** Bytes on their way into preprocessors and codec. */
export interface ByteStream {
  readonly origin: Origin;
  /**
   * Cuts the chunks into frames before the preprocessors see them, which then work frame by frame. Left out where the
   * preprocessors are to do it.
   */
  readonly framer?: Framer;
  /** Metadata of every event of this stream (shared, never changed). */
  readonly meta: ValueRecord;
  /** Byte offset of the first chunk in the origin. */
  readonly startOffset: number;
  /** Events to leave out first: they were emitted before the restart. */
  readonly skipEvents: number;
  /** Chunks of any size; a yielded chunk is never overwritten afterwards. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /**
   * Asked at the end of the chunks: was the stream cut off, so that what is left may be half of something? Then it
   * goes to `err` instead of becoming an event.
   */
  isCutOff?(): boolean;
}

/** From where a stream can be read again without losing or doubling an event. */
export interface ResumePoint {
  /** Start reading here … */
  readonly offset: number;
  /** … and leave out this many events. */
  readonly skipEvents: number;
}

export interface DecodedBatch {
  readonly out: Batch;
  readonly err: Batch | null;
  readonly resume: ResumePoint;
}

export interface SourceContext extends ConnectorContext {
  /**
   * Where to go on, as an earlier run left it; `null` at the beginning. It is durable; whether `commit` was called for it
   * is not known.
   */
  readonly position: Position;
  /** What of the flow is to be measured, and how often. */
  readonly measured: readonly Measured[];
  /** Runs the connector's preprocessors and codec over a stream: about one batch per chunk. */
  decode(stream: ByteStream): AsyncIterable<DecodedBatch>;
}

// ---------------------------------------------------------------- sinks

/** `end`: all sources have come to their end. `stop`: the flow was stopped, and the next run may go on where it is. */
export type FinishReason = 'end' | 'stop';

/** A running sink. `write` is never called again before the last call has settled. */
export interface Sink {
  /** The file that it writes, if it is one. Its content must be untouched until the first `write` or `finish`. */
  readonly file?: OpenFile | undefined;
  /**
   * Accepts a batch. Returns, or resolves, when the sink wants more: this is the back-pressure. What it holds in
   * memory is bounded by its settings. An event that it must refuse goes to `context.refuse`. Throwing or rejecting
   * ends the flow with exit code 1.
   *
   * Must not wait for a `commit`: a checkpoint is made when nobody writes.
   */
  write(batch: Batch, port: string): void | Promise<void>;
  /**
   * Called between two batches, also before the first one, while `finish` runs and after it. What is captured is captured
   * synchronously; resolves when everything accepted before the call is durable or contained in the result. The flow
   * goes on meanwhile; there is never a second call before the first has settled. Null: nothing to go on from.
   */
  snapshot(): Promise<Json>;
  /**
   * The checkpoint that contains the last snapshot is durable. Once for each snapshot of a flow that goes well, before
   * the next one; writes and `finish` go on meanwhile. Rejecting ends the flow.
   */
  commit?(): Promise<void>;
  /**
   * Asked after a `commit`: how many of its snapshots, counted from the first one of this run, are settled. Those are the
   * snapshots that contain nothing but what is complete by now, and will not change if the state is lost. Left out: all
   * whose `commit` has been called.
   */
  settledSnapshots?(): number;
  /**
   * At the end of input and on a clean stop, once, after the last write: completes what is to be completed. Checkpoints
   * go on until every sink has finished, so this may wait for a `commit` (see `checkpointSoon`); one more follows.
   * Without a reason it is the end.
   */
  finish(reason?: FinishReason): Promise<void>;
  /** Called once, last, also after a failure: releases what is held, completes nothing. */
  close(): Promise<void>;
}

export interface SinkContext extends ConnectorContext {
  /**
   * What `snapshot` gave at the last checkpoint of an earlier run; `null` at the beginning. It is durable; whether
   * `commit` was called for it is not known.
   */
  readonly restored: Json;
  /** Codec and postprocessors for one output stream (one file, one object). */
  createEncoder(): Encoder;
  /** The media type of the codec, e.g. `application/json`; undefined when nothing is known. */
  readonly contentType: string | undefined;
  /** `gzip` … when a postprocessor compresses the stream. */
  readonly contentEncoding: string | undefined;
  /** Sends event `index` of `batch` to port `err`. Only between the call of `write` and its end. */
  refuse(batch: Batch, index: number, error: string): void;
  /** Ends the flow with this error, for failures that no pending call can report. */
  fail(error: Error): void;
}

/** Turns events into the bytes of one stream. */
export interface Encoder {
  /** What it holds back, for a checkpoint; null when that is nothing. Synchronous. */
  capture(): Json;
  /** Takes what `capture` gave, before the first event: goes on as if nothing had happened. */
  restore(state: Json): void;
  /** Appends one event. Throws CodecError, and leaves `out` as it was, for a value that has no text. */
  encode(value: Value, meta: ValueRecord, out: ByteWriter): void;
  /** Appends what the postprocessors held back. Once, at the end of the stream. */
  finish(out: ByteWriter): void;
}

// ---------------------------------------------------------------- definitions

/** Settings of a part: types, defaults, docs (`.describe`) and checks in one zod object (`z.strictObject`). */
export type Settings = ZodType;

export interface ConnectorDefinition<S extends Settings = Settings> {
  /** As written after `from`. */
  readonly type: string;
  /** One paragraph, Markdown. */
  readonly doc: string;
  /** A complete flow that runs. */
  readonly example: string;
  readonly settings: S;
  /** `required`: bytes in or out need a codec. `none`: events are structured already. */
  readonly codec: 'required' | 'optional' | 'none';
  /** The codec when none is given and it is optional. */
  readonly defaultCodec?: string;
  /** Setting names of other tools or older versions, and what they are called here: `{ urls: 'endpoint' }`. */
  readonly formerNames?: Readonly<Record<string, string>>;
  /** Where events come in, besides port `in`. */
  readonly inputPorts?: readonly string[];
  /** Event metadata that it sets or reads, for the docs: `{ '$s3.key': 'key of the object' }`. */
  readonly meta?: Readonly<Record<string, string>>;
  /** Does this instance act as a source, as a sink, as both? (`file` depends on `mode`.) */
  roles(config: output<S>): { readonly source: boolean; readonly sink: boolean };
  createSource?(config: output<S>, context: SourceContext): Promise<Source>;
  createSink?(config: output<S>, context: SinkContext): Promise<Sink>;
  /** The buckets that `--local` creates before the flow starts. */
  buckets?(config: output<S>): readonly string[];
  /**
   * For `flowrun doctor`: tries what the connector will do, without a flow. Rejects only when it is aborted; what is
   * wrong is told in the result. Leaves nothing behind, also when it is aborted.
   */
  examine?(config: output<S>, context: ExamineContext): Promise<Examination>;
  /**
   * The settings that give position and state their meaning, as a record: the path of a file. When they have changed
   * since a checkpoint, the flow does not start from it. Without this no setting matters.
   */
  identity?(config: output<S>): { readonly [setting: string]: Json };
  /** A position for people: ``byte 1,234 of `in.ndjson` ``. `identity` is that of the checkpoint. */
  describePosition?(position: Position, identity: Json): string;
  /** A sink's state for people: ``900 bytes of `out.ndjson` ``. */
  describeState?(state: Json, identity: Json): string;
  /** What is kept in its state folder, for people, where a position does not tell it; null when that is nothing. */
  describeStateFolder?(folder: string, position: Position): Promise<string | null>;
}

/** Binds the type of the settings to the functions that take them. */
export function defineConnector<S extends Settings>(definition: ConnectorDefinition<S>): ConnectorDefinition {
  return definition;
}

/** Input text and what it becomes; runs as a test and is printed in the reference. */
export interface ByteExample {
  readonly config?: Json;
  readonly input: string;
  /** Frames, values as JSON, or output text, by the kind of part. */
  readonly output: readonly string[];
}

export interface CodecDefinition<S extends Settings = Settings> {
  readonly name: string;
  readonly doc: string;
  readonly settings: S;
  readonly contentType: string | undefined;
  /**
   * What a stream without preprocessors is to it: `whole` (the default), one frame from beginning to end; `chunks`, a frame for
   * each piece as it comes, because any piece means something.
   */
  readonly unframed?: 'whole' | 'chunks';
  readonly examples: readonly ByteExample[];
  create(config: output<S>, demand: Demand): Codec;
}

export interface Codec {
  /**
   * One frame to one value; `undefined` for a frame without an event. Throws CodecError. The value may keep
   * referring to `bytes`.
   */
  decode(bytes: Uint8Array, start: number, end: number): Value | undefined;
  /** Appends one value. Throws CodecError and leaves `out` as it was. */
  encode(value: Value, out: ByteWriter): void;
}

export function defineCodec<S extends Settings>(definition: CodecDefinition<S>): CodecDefinition {
  return definition;
}

/** Takes frames as they are found. */
export interface FrameConsumer {
  /** `offset` is where the frame begins in the stream of its origin. `bytes` may be kept. */
  frame(bytes: Uint8Array, start: number, end: number, offset: number): void;
  /** Input that cannot be a frame (too long, cut off, broken); `bytes` is what there is of it. */
  error(message: string, bytes: Uint8Array, start: number, end: number, offset: number): void;
}

/** Cuts bytes into frames, or changes frames. Synchronous; one instance per stream. */
export interface Framer {
  /** Chunk boundaries mean nothing to the first framer of a chain and are frame boundaries to the others. */
  push(bytes: Uint8Array, start: number, end: number, offset: number, out: FrameConsumer): void;
  /**
   * Called after each push to a framer that stands behind another one: emits what is held back and cannot go on in
   * the next frame. Left out by a framer that holds nothing back, or puts frames together.
   */
  endFrame?(out: FrameConsumer): void;
  /** End of the stream: emits what is held back. */
  finish(out: FrameConsumer): void;
  /**
   * Input bytes taken in that no emitted frame accounts for yet. Those of an input that is reported in pieces count
   * until its end: only from its beginning can it be read again.
   */
  readonly pendingBytes: number;
}

export interface PreprocessorDefinition<S extends Settings = Settings> {
  readonly name: string;
  /** Other names it goes by: `lines` for `separate`. */
  readonly aliases?: readonly string[];
  readonly doc: string;
  readonly settings: S;
  readonly examples: readonly ByteExample[];
  /** Setting names of other tools or older versions, and what they are called here. */
  readonly formerNames?: Readonly<Record<string, string>>;
  /** It passes frames on and cuts nothing: where nothing in front of it cuts, the codec's `unframed` rule does. */
  readonly needsFrames?: boolean;
  /** Frames from bytes or from frames. */
  createFramer?(config: output<S>): Framer;
  /**
   * Bytes from bytes, before any framing (decompression of a whole stream). Throws CodecError when the bytes are not
   * what they should be: what it has yielded until then stands.
   */
  createTransform?(config: output<S>): (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

export function definePreprocessor<S extends Settings>(
  definition: PreprocessorDefinition<S>,
): PreprocessorDefinition {
  return definition;
}

/** Changes the encoded bytes of one stream on their way out. One instance per stream. */
export interface Postprocessor {
  /** Set when all it does to an event is to put these bytes behind it: then the codec writes in place. */
  readonly suffix?: Uint8Array;
  /** Takes the bytes of one event and appends what comes of them. */
  process(bytes: Uint8Array, start: number, end: number, out: ByteWriter): void;
  /** End of the stream: appends what is held back. */
  finish(out: ByteWriter): void;
  /** What it holds back, for a checkpoint, synchronously. Left out, with `restore`, by one that holds nothing back. */
  capture?(): Json;
  /** Takes what `capture` gave, before the first event. */
  restore?(state: Json): void;
}

export interface PostprocessorDefinition<S extends Settings = Settings> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly doc: string;
  readonly settings: S;
  readonly examples: readonly ByteExample[];
  /** `gzip` … when its output is to be declared as content encoding. */
  contentEncoding?(config: output<S>): string | undefined;
  create(config: output<S>): Postprocessor;
}

export function definePostprocessor<S extends Settings>(
  definition: PostprocessorDefinition<S>,
): PostprocessorDefinition {
  return definition;
}

// ---------------------------------------------------------------- errors on the way

/**
 * What arrives on an `err` port is a record: `error` (text), `event` (the value, or the original bytes as a string
 * when they are UTF-8, else as bytes), `origin` (`{"uri", "offset"}`), `source` (the part that refused it).
 */
export interface ErrorEvent {
  readonly error: string;
  readonly event: Value;
  readonly origin: { readonly uri: string; readonly offset: number };
  readonly source: string;
}
