import type { Json } from '../../../../runtime/api.ts';
import type { ObjectAddress, PartReceipt } from '../../client/object-store.ts';
import type { ObjectAttributes } from '../../object-attributes.ts';

/**
 * What a checkpoint holds of the sink. Plain JSON.
 *
 * Objects that could be made visible at once are not in it: when the checkpoint is durable they are in the bucket, and
 * what comes after the cut is done again by a restart, with the same bytes at the same keys.
 */
export interface S3SinkState {
  readonly version: 1;
  /** The object that is being filled, and behind it the one whose first event has come while the first had to wait. */
  readonly open: readonly OpenState[];
  /** Whole in S3, but not visible: the commit of this checkpoint completes them. The oldest first. */
  readonly sealed: readonly SealedState[];
  readonly stopped?: StoppedState | null;
  /** The keys of objects that were completed early, in a file. */
  readonly rolls: RollLogState | null;
  /** Files that the checkpoint before this one refers to: it can be gone back to. */
  readonly keptFiles: readonly string[];
}

/** An upload as S3 knows it. */
export interface UploadState extends ObjectAddress {
  readonly attributes: ObjectAttributes;
  /** Null until there is a first part. */
  readonly uploadId: string | null;
  /** Without gaps, from part 1: ETag, CRC32, bytes. There may be ten thousand, so they have no names. */
  readonly parts: readonly SavedPart[];
  /** What it goes on from; left out for an object of its own. */
  readonly continuation?: ContinuationState;
}

export type SavedPart = readonly [etag: string, crc32: number | null, bytes: number];

/** An object as S3 knows it: one with another size or ETag (without quotes) is another one. */
export interface Base {
  readonly bytes: number;
  readonly etag: string;
}

export interface ContinuationState {
  /** It goes on from this object only; null: from whatever is there. */
  readonly only: Base | null;
  /** Left out until its bytes are in the first parts and in front of the tail; null when nothing was there. */
  readonly base?: Base | null;
}

/** The object that a clean stop has ended: the next run goes on from it when its first events have that key. */
export interface StoppedState extends ObjectAddress {
  readonly eventKey: string;
  /** See `ObjectName`. */
  readonly roll: number;
  /** Null when S3 does not let us look. */
  readonly base: Base | null;
}

export interface SealedState extends UploadState, EventKey {
  /** A clean stop has ended it; which roll it is. */
  readonly stoppedRoll?: number;
}

/** The object as its events name it; its own key is another one after an early completion. */
export interface EventKey {
  readonly eventKey: string;
  /** Null when the events name none. */
  readonly eventBucket: string | null;
}

export interface OpenState extends UploadState, EventKey {
  readonly events: number;
  /** All bytes of it, in parts or not. */
  readonly bytes: number;
  /** Since its first and its last event, milliseconds. */
  readonly ageMs: number;
  readonly idleMs: number;
  /** No event will follow. */
  readonly isEnding: boolean;
  /** The encoder has given everything; otherwise `encoder` is what it holds back. */
  readonly isEncoded: boolean;
  readonly encoder: Json;
  /** It may become visible only by the commit of a checkpoint that has it sealed. */
  readonly needsCommit: boolean;
  /** These are left out when they say nothing. */
  readonly isStopped?: boolean;
  readonly roll?: number;
  /** Of an object with a continuation. */
  readonly isDue?: boolean;
  readonly countsBase?: boolean;
  /** The bytes behind its last part. */
  readonly tail: TailState;
}

/** Bytes of an open object that are in no part: in the state itself while they are few, otherwise in a file. */
export type TailState =
  { readonly base64: string } | { readonly file: string; readonly bytes: number; readonly crc32: number };

/** The beginning of a file: what follows was written after the cut. */
export interface RollLogState {
  readonly file: string;
  readonly bytes: number;
}

export function savedParts(receipts: readonly PartReceipt[]): readonly SavedPart[] {
  return receipts.map(({ etag, crc32, bytes }) => [etag, crc32, bytes]);
}

export function receiptsOf(parts: readonly SavedPart[]): readonly PartReceipt[] {
  return parts.map(([etag, crc32, bytes], index) => ({ number: index + 1, etag, crc32, bytes }));
}

/** The files that a state refers to. */
export function filesOf(state: Pick<S3SinkState, 'open' | 'rolls'>): readonly string[] {
  const tails = state.open.flatMap(({ tail }) => ('file' in tail ? [tail.file] : []));
  return state.rolls === null ? tails : [...tails, state.rolls.file];
}

export function asS3SinkState(state: Json): S3SinkState | null {
  // Made by the sink of the same connector; an interface is not assignable to an index signature.
  return state as unknown as S3SinkState | null;
}
