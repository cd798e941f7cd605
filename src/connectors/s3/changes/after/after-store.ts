/** An object as it is now. */
export interface CurrentObject {
  /** Without quotes. */
  readonly etag: string;
  readonly size: number;
  readonly lastModifiedMs: number;
  /** Null where no versions are kept. */
  readonly versionId: string | null;
  readonly storageClass: string | null;
  /** The headers and metadata that a copy of it must be given, where S3 does not copy them itself. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** An object, pinned to one of its states. */
export interface PinnedObject {
  readonly key: string;
  readonly etag: string;
  readonly versionId: string | null;
}

export interface Place {
  readonly bucket: string;
  readonly key: string;
}

export interface Tag {
  readonly name: string;
  readonly value: string;
}

/** A copy of a large object that is being put together. */
export interface PartialCopy extends Place {
  readonly uploadId: string;
}

/** The requests that it takes to tidy a bucket. Each call is one request: no retries, no state. */
export interface AfterStore {
  /** The newest state, or the one with that version; rejects with 404 when there is none. */
  look(key: string, versionId: string | null, signal: AbortSignal): Promise<CurrentObject>;
  /**
   * Deletes the newest state if it has that ETag (rejects with 412 or 404 otherwise); where versions are kept, by a delete
   * marker. Null: whatever it is.
   */
  remove(key: string, etag: string | null, signal: AbortSignal): Promise<void>;
  tags(object: PinnedObject, signal: AbortSignal): Promise<readonly Tag[]>;
  setTags(object: PinnedObject, tags: readonly Tag[], signal: AbortSignal): Promise<void>;
  /** Copies up to 5 GiB, with metadata and tags; rejects with 412 when it is not in that state any more. */
  copy(object: PinnedObject, to: Place, storageClass: string | null, signal: AbortSignal): Promise<void>;
  beginCopy(
    current: CurrentObject,
    tags: readonly Tag[],
    to: Place,
    signal: AbortSignal,
  ): Promise<PartialCopy>;
  /** Copies bytes `start` (inclusive) to `end` (exclusive) as part `number`; gives its ETag. */
  copyPart(
    object: PinnedObject,
    range: { readonly start: number; readonly end: number; readonly number: number },
    to: PartialCopy,
    signal: AbortSignal,
  ): Promise<string>;
  finishCopy(to: PartialCopy, etags: readonly string[], signal: AbortSignal): Promise<void>;
  abortCopy(to: PartialCopy, signal: AbortSignal): Promise<void>;
}
