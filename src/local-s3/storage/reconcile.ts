import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BucketState } from './bucket-state.ts';
import { editedByHand, objectByHand, sameStamp } from './by-hand.ts';
import { keyOfPath } from './key-path.ts';
import type { Placement } from './placement.ts';
import type { Stamp } from './records.ts';

export interface Reconciliation {
  readonly state: BucketState;
  readonly placement: Placement;
  readonly bucketFolder: string;
  readonly dataFolder: string;
  /** Keys whose last record is a delete, with what was deleted. */
  readonly deleted: ReadonlyMap<string, Stamp>;
}

const MAX_KEY_BYTES = 1024;

/**
 * Makes journal and folder agree, once at the start: a crash may have come between a record and its rename, and users
 * may have put files into the folder, edited them and taken them out. The journal decides about what it
 * knows; everything else that lies in the folder is an object, too.
 */
export function reconcile(bucket: Reconciliation): void {
  placeWhatIsWaiting(bucket);
  discardUnnamedData(bucket);
  const found = takeInFiles(bucket);
  for (const object of [...bucket.state.objects.values()]) {
    const isThere = found.has(object.key) || bucket.placement.unplaced.has(object.dataId);
    if (!isThere) bucket.state.remove(object.key);
  }
}

function placeWhatIsWaiting({ state, placement, dataFolder }: Reconciliation): void {
  const waiting = new Set(readdirSync(dataFolder));
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

function takeInFiles({ state, placement, bucketFolder, deleted }: Reconciliation): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of filesUnder(bucketFolder, '')) {
    const key = keyOfPath(path);
    if (key === undefined || Buffer.byteLength(key) > MAX_KEY_BYTES) continue;
    const { size, mtimeMs } = statSync(join(bucketFolder, path));
    const stamp = { size, mtimeMs };
    const object = state.objects.get(key);
    const tombstone = deleted.get(key);
    if (object !== undefined) {
      if (placement.unplaced.has(object.dataId)) continue;
      if (!sameStamp(object, stamp)) state.put(editedByHand(object, stamp));
    } else if (tombstone !== undefined && sameStamp(tombstone, stamp)) {
      rmSync(join(bucketFolder, path));
      continue;
    } else {
      state.put(objectByHand(key, stamp));
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
