/** What a listing says of an object, or of one of its versions. */
export interface ListedObject {
  readonly key: string;
  /** Without quotes; empty for a delete marker. */
  readonly etag: string;
  readonly size: number;
  /** As the server says, milliseconds since 1970. Shown and compared for equality; no decision about order rests on it. */
  readonly lastModifiedMs: number;
  readonly storageClass: string | null;
  /** Null where versions are not listed. */
  readonly versionId: string | null;
  readonly isDeleteMarker: boolean;
  /** Id of the owner, where the server tells it. */
  readonly owner: string | null;
}

/** What the inventory keeps of an object: enough to tell its next state from this one, and to describe its end. */
export interface InventoryEntry {
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly lastModifiedMs: number;
  readonly versionId: string | null;
  readonly isDeleteMarker: boolean;
  /** No event spoke of it, because of its size, age or storage class: nor will one of its end. */
  readonly isHidden: boolean;
  /** All of it has been told, and it is ours to remove: that it goes is no event. */
  readonly isTaken: boolean;
}

export type Action = 'create' | 'update' | 'delete';

/** Something to tell. */
export interface Change {
  readonly action: Action;
  /** Its new state; for a delete the last one that was seen. */
  readonly object: ListedObject;
}

/** What the inventory shall say of this object. */
export function entryOf(object: ListedObject, isHidden = false): InventoryEntry {
  const { key, etag, size, lastModifiedMs, versionId, isDeleteMarker } = object;
  return { key, etag, size, lastModifiedMs, versionId, isDeleteMarker, isHidden, isTaken: false };
}

/** An object that is gone, as far as the inventory remembers it. */
export function objectOf(entry: InventoryEntry): ListedObject {
  const { key, etag, size, lastModifiedMs, versionId, isDeleteMarker } = entry;
  return { key, etag, size, lastModifiedMs, versionId, isDeleteMarker, storageClass: null, owner: null };
}

/** Is it the very state that was seen? A copy of the same bytes at another time is another one. */
export function isSameState(entry: InventoryEntry, object: ListedObject): boolean {
  return (
    entry.etag === object.etag &&
    entry.size === object.size &&
    entry.lastModifiedMs === object.lastModifiedMs &&
    entry.versionId === object.versionId
  );
}
