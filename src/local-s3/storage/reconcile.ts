import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BucketState } from './bucket-state.ts';
import { editedByHand, objectByHand, sameStamp } from './by-hand.ts';
import { keyOfPath } from './key-path.ts';
import type { Placement } from './placement.ts';
import { isObject, NULL_VERSION } from './records.ts';
import type { StoredObject } from './records.ts';
import type { Tombstones } from './tombstones.ts';
import type { History } from './version-index.ts';

export interface Reconciliation {
  readonly state: BucketState;
  readonly placement: Placement;
  readonly bucketFolder: string;
  readonly dataFolder: string;
  readonly tombstones: Tombstones;
}

const MAX_KEY_BYTES = 1024;

/**
 * Makes journal and folder agree, once at the start: a crash may have come between a record and its rename, and users
 * may have put files into the folder, edited them and taken them out. The journal decides about what it
 * knows; everything else that lies in the folder is an object, too.
 */
export function reconcile(bucket: Reconciliation): void {
  const waiting = new Set(readdirSync(bucket.dataFolder));
  shelveOlderVersions(bucket, waiting);
  placeWhatIsWaiting(bucket, waiting);
  discardUnnamedData(bucket);
  const found = takeInFiles(bucket);
  for (const object of [...bucket.state.objects.values()]) {
    const isThere = found.has(object.key) || bucket.placement.unplaced.has(object.dataId);
    if (!isThere) bucket.state.removeByHand(object);
  }
}

/** The bytes of older versions belong into the data folder. Those that are nowhere are gone for good. */
function shelveOlderVersions(bucket: Reconciliation, waiting: ReadonlySet<string>): void {
  for (const history of [...bucket.state.versions.histories.values()]) {
    const missing: StoredObject[] = [];
    for (const version of history.newestFirst()) {
      if (version === history.newest || !isObject(version)) continue;
      if (waiting.has(version.dataId)) bucket.placement.hold(version);
      else missing.push(version);
    }
    const inTheWay = missing.find((version) => isInTheWay(bucket, history, waiting, version));
    if (inTheWay !== undefined) bucket.placement.clear(inTheWay);
    for (const version of missing) {
      if (version !== inTheWay) bucket.state.removeByHand(version);
    }
  }
}

/** Whether the file in the readable place is still that of an older version: the crash came before it was moved. */
function isInTheWay(
  { placement }: Reconciliation,
  { newest }: History,
  waiting: ReadonlySet<string>,
  version: StoredObject,
): boolean {
  const isPlaceOfNewest = newest !== undefined && isObject(newest) && !waiting.has(newest.dataId);
  const stamp = placement.stamp(version);
  return !isPlaceOfNewest && stamp !== undefined && sameStamp(version, stamp);
}

function placeWhatIsWaiting({ state, placement }: Reconciliation, waiting: ReadonlySet<string>): void {
  for (const object of state.objects.values()) {
    if (waiting.has(object.dataId)) placement.place(object, undefined);
  }
}

/** Bodies that were cut off, and the bytes of records that are no longer in effect. */
function discardUnnamedData({ state, placement, dataFolder }: Reconciliation): void {
  const named = new Set(placement.unplaced);
  for (const { parts } of state.uploads.values()) {
    for (const { dataId } of parts.values()) named.add(dataId);
  }
  for (const name of readdirSync(dataFolder)) {
    if (!named.has(name)) rmSync(join(dataFolder, name), { force: true, recursive: true });
  }
}

function takeInFiles({ state, placement, bucketFolder, tombstones }: Reconciliation): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of filesUnder(bucketFolder, '')) {
    const key = keyOfPath(path);
    if (key === undefined || Buffer.byteLength(key) > MAX_KEY_BYTES) continue;
    const { size, mtimeMs } = statSync(join(bucketFolder, path));
    const stamp = { size, mtimeMs };
    const object = state.objects.get(key);
    if (object !== undefined) {
      if (placement.unplaced.has(object.dataId)) continue;
      if (!sameStamp(object, stamp)) state.editByHand(editedByHand(object, stamp));
    } else if (tombstones.has(key, stamp)) {
      placement.removeFile(path);
      continue;
    } else {
      const replaced = state.versions.get(key, NULL_VERSION);
      state.addByHand(objectByHand(key, stamp));
      if (replaced !== undefined && isObject(replaced)) placement.remove(replaced);
    }
    found.add(key);
  }
  return found;
}

/** Relative paths of the regular files, links and other kinds left out. */
function* filesUnder(root: string, prefix: string): Iterable<string> {
  for (const entry of readdirSync(join(root, prefix), { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) yield* filesUnder(root, path);
    else if (entry.isFile()) yield path;
  }
}
