import type { InventoryEntry, ListedObject } from '../change.ts';
import { entryOf } from '../change.ts';
import { compareKeys } from '../key-order.ts';
import type { Verdict } from '../verdict.ts';

/** A verdict with a change, as a line of a file: its place in the order of time, then what there is to know. */
export type ChangeRecord = readonly [
  timeMs: number,
  key: string,
  /** Where it was found: of the versions of a key the oldest has the smallest. */
  found: number,
  action: 'create' | 'update' | 'delete',
  object: ObjectRecord,
  /** Nothing is left of it in the inventory. */
  isGone: boolean,
  before: EntryRecord | null,
];

type ObjectRecord = readonly [
  etag: string,
  size: number,
  lastModifiedMs: number,
  storageClass: string | null,
  versionId: string | null,
  isDeleteMarker: boolean,
  owner: string | null,
];

export type EntryRecord = readonly [
  etag: string,
  size: number,
  lastModifiedMs: number,
  versionId: string | null,
  isDeleteMarker: boolean,
  isHidden: boolean,
  isTaken: boolean,
];

/** A delete without a delete marker has no date: it comes behind all that has one. */
const LAST = Number.MAX_SAFE_INTEGER;

export function compareChanges(left: ChangeRecord, right: ChangeRecord): number {
  return left[0] - right[0] || compareKeys(left[1], right[1]) || left[2] - right[2];
}

/** Dates every change. Verdicts come in the order of the keys. */
export class ChangeDates {
  #key: string | null = null;
  #timeMs = 0;
  #found = 0;

  /** Null for a verdict without a change. */
  recordOf({ key, change, after, before }: Verdict): ChangeRecord | null {
    if (change === null) return null;
    const { action, object } = change;
    // Of one key they keep their order: the date of a multipart upload is that of its beginning, and may be older than that of
    // the version before.
    const former = key === this.#key ? this.#timeMs : 0;
    this.#key = key;
    this.#timeMs = action === 'delete' && after === null ? LAST : Math.max(former, object.lastModifiedMs);
    const { etag, size, lastModifiedMs, storageClass, versionId, isDeleteMarker, owner } = object;
    return [
      this.#timeMs,
      key,
      this.#found++,
      action,
      [etag, size, lastModifiedMs, storageClass, versionId, isDeleteMarker, owner],
      after === null,
      before && entryRecord(before),
    ];
  }
}

/** The verdict again. */
export function verdictOf(record: ChangeRecord): Verdict {
  const [
    ,
    key,
    ,
    action,
    [etag, size, lastModifiedMs, storageClass, versionId, isDeleteMarker, owner],
    isGone,
  ] = record;
  const object: ListedObject = {
    key,
    etag,
    size,
    lastModifiedMs,
    storageClass,
    versionId,
    isDeleteMarker,
    owner,
  };
  const before = record[6];
  return {
    key,
    change: { action, object },
    after: isGone ? null : entryOf(object),
    before: before && entryFrom(key, before),
  };
}

export function entryRecord(entry: InventoryEntry): EntryRecord {
  const { etag, size, lastModifiedMs, versionId, isDeleteMarker, isHidden, isTaken } = entry;
  return [etag, size, lastModifiedMs, versionId, isDeleteMarker, isHidden, isTaken];
}

export function entryFrom(key: string, record: EntryRecord): InventoryEntry {
  const [etag, size, lastModifiedMs, versionId, isDeleteMarker, isHidden, isTaken] = record;
  return { key, etag, size, lastModifiedMs, versionId, isDeleteMarker, isHidden, isTaken };
}
