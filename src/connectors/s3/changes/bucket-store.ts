import type { ListedObject } from './change.ts';

/**
 * The few requests that watching a bucket takes. Each call is one request: no retries, no state. The source knows only
 * this interface, so that tests can do without a server.
 */
export interface BucketStore {
  /** A page of the newest states, in the order of the keys. */
  listObjects(from: ObjectsFrom, signal: AbortSignal): Promise<ObjectPage>;
  /** A page of all versions and delete markers, in the order of the keys, of each key the newest first. */
  listVersions(from: VersionsFrom, signal: AbortSignal): Promise<VersionPage>;
  /**
   * The bytes of this very state from `start` (inclusive) to `end` (exclusive). Rejects, with the status 404 or 412, when
   * it is not there any more. The body must be read or destroyed.
   */
  get(object: ListedObject, range: ByteRange, signal: AbortSignal): Promise<ObjectAnswer>;
  /** The same without the bytes. */
  head(object: ListedObject, signal: AbortSignal): Promise<ObjectHead>;
  /** Closes the connections. */
  close(): void;
}

/** Where a page begins: behind a key, or where the last page ended; null: at the beginning. */
export type ObjectsFrom =
  | { readonly kind: 'after'; readonly key: string | null }
  | { readonly kind: 'token'; readonly token: string };

/** Behind all versions of `key`, or behind one of them. */
export interface VersionsFrom {
  readonly key: string | null;
  readonly versionId: string | null;
}

export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  /** Null at the end. */
  readonly next: ObjectsFrom | null;
}

export interface VersionPage {
  readonly objects: readonly ListedObject[];
  readonly next: VersionsFrom | null;
}

export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What the answer to GET and HEAD says of an object beside its bytes. */
export interface ObjectHead {
  /** Without quotes. */
  readonly etag: string;
  readonly versionId: string | null;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  readonly serverSideEncryption: string | null;
  /** User metadata, the names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ObjectAnswer {
  readonly head: ObjectHead;
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives up the body. */
  destroy(): void;
}
