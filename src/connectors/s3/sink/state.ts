import type { PartReceipt } from '../client/object-store.ts';

/**
 * What the sink tells a checkpoint. Plain JSON.
 *
 * This says what is open and what is being completed. It is not enough to continue an open object after a restart:
 * that takes the bytes that are not uploaded yet (`OpenState` is the place for them), so a state with something open
 * is refused at start instead of being half understood.
 */
export interface S3SinkState {
  readonly version: 1;
  /** The object that is being filled. */
  readonly open: OpenState | null;
  /** Objects whose last event has been accepted and that are not visible yet, the oldest first. */
  readonly completing: readonly UploadState[];
}

export interface UploadState {
  readonly bucket: string;
  readonly key: string;
  /** Null until there is a first part. */
  readonly uploadId: string | null;
  /** The parts that S3 has, in their order; there may be gaps. */
  readonly parts: readonly PartReceipt[];
}

export interface OpenState extends UploadState {
  /** The key as the events have it; `key` is another one after an early completion. */
  readonly eventKey: string;
  readonly events: number;
  /** Encoded bytes that are in no part yet. */
  readonly bufferedBytes: number;
}
