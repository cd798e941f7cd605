import type { Change, InventoryEntry, ListedObject } from './change.ts';
import { entryOf, isSameState, objectOf } from './change.ts';
import type { KeyPair } from './merge.ts';

/** What is to be done about one object, or one version. */
export interface Verdict {
  readonly key: string;
  /** What to tell; null: nothing. */
  readonly change: Change | null;
  /** What the inventory says of it when that has been told; null: nothing. */
  readonly after: InventoryEntry | null;
  /** What it says when that could not be told, because the object is not there any more: what it said before. */
  readonly before: InventoryEntry | null;
}

/** What the settings say about an object in this state, beside its key. */
export interface Judge {
  /** Not to be looked at yet: a later poll decides. */
  isTooYoung(object: ListedObject): boolean;
  /** Not to be told, because of its size, age or storage class. */
  isHidden(object: ListedObject): boolean;
  /** It was there before we began to watch, and is only remembered. */
  isOld(object: ListedObject): boolean;
  readonly deletes: boolean;
}

/** The newest state of a key against the one that was seen last. */
export function judgeLatest({ key, listed, seen }: KeyPair, judge: Judge): Verdict {
  const object = listed[0];
  const before = seen[0] ?? null;
  if (object === undefined) return gone(key, before, judge);
  if (before !== null && isSameState(before, object)) return { key, change: null, after: before, before };
  if (judge.isTooYoung(object)) return { key, change: null, after: before, before };
  // What was taken is taken away: under its key another one begins.
  const wasTold = before !== null && !before.isHidden && !before.isTaken;
  if (judge.isHidden(object)) {
    return { key, change: null, after: entryOf(object, !wasTold), before };
  }
  const after = entryOf(object);
  if (before === null && judge.isOld(object)) return { key, change: null, after, before };
  return { key, change: { action: wasTold ? 'update' : 'create', object }, after, before };
}

function gone(key: string, before: InventoryEntry | null, { deletes }: Judge): Verdict {
  // What was never told has no end to tell, and what was taken has gone by our own hand.
  const isSilent = before === null || before.isHidden || before.isTaken || !deletes;
  return {
    key,
    change: isSilent ? null : { action: 'delete', object: objectOf(before) },
    after: null,
    before,
  };
}

/**
 * All versions of a key against those that were seen: one verdict for each, the oldest first. A version that was removed
 * for good is no event by itself; that of the whole key is, unless a delete marker said so already.
 */
export function judgeVersions({ key, listed, seen }: KeyPair, judge: Judge): readonly Verdict[] {
  if (listed.length === 0) return [goneForGood(key, seen, judge)];
  const verdicts: Verdict[] = [];
  let isThere = false;
  for (let at = listed.length - 1; at >= 0; at--) {
    const object = listed[at]!;
    const before = seen.find((entry) => isSameState(entry, object)) ?? null;
    verdicts.push(judgeVersion(object, before, isThere, judge));
    isThere = !object.isDeleteMarker;
  }
  return verdicts;
}

function judgeVersion(
  object: ListedObject,
  before: InventoryEntry | null,
  isUpdate: boolean,
  judge: Judge,
): Verdict {
  const { key } = object;
  if (before !== null) return { key, change: null, after: before, before };
  if (judge.isTooYoung(object)) return { key, change: null, after: null, before };
  const isHidden = object.isDeleteMarker ? !judge.deletes : judge.isHidden(object);
  const after = entryOf(object, isHidden);
  if (isHidden || judge.isOld(object)) return { key, change: null, after, before };
  const action = object.isDeleteMarker ? 'delete' : isUpdate ? 'update' : 'create';
  return { key, change: { action, object }, after, before };
}

function goneForGood(key: string, seen: readonly InventoryEntry[], { deletes }: Judge): Verdict {
  // The inventory has them as they were told: the newest is the last.
  const newest = seen.at(-1) ?? null;
  const isSilent = newest === null || newest.isDeleteMarker || newest.isHidden || !deletes;
  const change: Change | null = isSilent ? null : { action: 'delete', object: objectOf(newest) };
  return { key, change, after: null, before: null };
}
