import type { ByteWriter, Encoder, Value } from '../../../runtime/api.ts';
import type { Base, EventKey, OpenState, UploadState } from './checkpoint/state.ts';
import type { ObjectUpload } from './object-upload.ts';

/** What an open object is made of. */
export interface OpenObjectParts {
  /** `$s3.key` and `$s3.bucket` as the events have them, to recognise the next one quickly. */
  readonly givenKey: string;
  readonly givenBucket: Value | undefined;
  readonly encoder: Encoder;
  readonly upload: ObjectUpload;
  readonly openedMs: number;
  readonly partBytes: number;
  /** See `ObjectName.roll`. */
  readonly roll: number;
}

/** The object that events are appended to. */
export class OpenObject {
  readonly givenKey: string;
  readonly givenBucket: Value | undefined;
  readonly encoder: Encoder;
  readonly upload: ObjectUpload;
  readonly openedMs: number;
  readonly roll: number;
  /** The size of the next part. */
  partBytes: number;
  lastEventMs: number;
  events = 0;
  /** All bytes that it has so far, sent or not. */
  bytes = 0;
  /** No event will follow: to be completed as soon as there is room. */
  isEnding = false;
  /** The encoder has given everything. */
  isEncoded = false;
  /**
   * It may become visible only when a checkpoint has it as sealed: something decided about its end that a restart would
   * decide otherwise, such as the time.
   */
  needsCommit = false;
  /** To be sealed by the next cut: its time is over. */
  isDue = false;
  /** A clean stop has ended it. */
  isStopped = false;
  /** `bytes` has those that were there before. */
  #countsBase = false;

  constructor(parts: OpenObjectParts) {
    this.givenKey = parts.givenKey;
    this.givenBucket = parts.givenBucket;
    this.encoder = parts.encoder;
    this.upload = parts.upload;
    this.openedMs = parts.openedMs;
    this.partBytes = parts.partBytes;
    this.lastEventMs = parts.openedMs;
    this.roll = parts.roll;
  }

  /** It goes on from an object of that size. */
  countBase(bytes: number): void {
    if (!this.#countsBase) this.bytes += bytes;
    this.#countsBase = true;
  }

  /** What it goes on from is its beginning now. */
  continues(base: Base | null): void {
    this.countBase(base?.bytes ?? 0);
    this.upload.continuation?.loaded(base);
  }

  /** Appends what the encoder holds back, once. */
  finish(out: ByteWriter): void {
    if (this.isEncoded) return;
    this.encoder.finish(out);
    this.isEncoded = true;
  }

  /** Takes what `capture` gave, before the first event. */
  restore(state: OpenState, nowMs: number): void {
    this.events = state.events;
    this.bytes = state.bytes;
    this.lastEventMs = nowMs - state.idleMs;
    this.isEnding = state.isEnding;
    this.isEncoded = state.isEncoded;
    this.needsCommit = state.needsCommit;
    this.isStopped = state.isStopped ?? false;
    this.isDue = state.isDue ?? false;
    this.#countsBase = state.countsBase ?? false;
    if (!state.isEncoded) this.encoder.restore(state.encoder);
  }

  get eventKey(): EventKey {
    // `targetOf` has let through nothing but strings.
    const { givenKey: eventKey, givenBucket = null } = this;
    return { eventKey, eventBucket: givenBucket as string | null };
  }

  /** All but the upload and the bytes in the buffer. Synchronous. */
  capture(nowMs: number): Omit<OpenState, keyof UploadState | 'tail'> {
    const { events, bytes, isEnding, isEncoded, needsCommit, isStopped, isDue, roll } = this;
    return {
      ...this.eventKey,
      events,
      bytes,
      ageMs: nowMs - this.openedMs,
      idleMs: nowMs - this.lastEventMs,
      isEnding,
      isEncoded,
      encoder: isEncoded ? null : this.encoder.capture(),
      needsCommit,
      ...(isStopped && { isStopped }),
      ...(roll > 0 && { roll }),
      ...(this.upload.continuation !== null && { isDue, countsBase: this.#countsBase }),
    };
  }
}
