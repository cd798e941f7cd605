import { compareKeys } from './key-order.ts';
import { isObject, isSameData, versionIdOf } from './records.ts';
import type { StoredObject, StoredVersion } from './records.ts';
import { SortedKeys } from './sorted-keys.ts';
import { newVersionId, numberOfVersionId } from './version-id.ts';
import { VersionList } from './version-list.ts';

/** Keys in S3's order, to search in. */
export type KeySearch = Pick<SortedKeys, 'firstWhere' | 'after'>;

/** A history to look at. */
export type History = Pick<VersionList, 'newest' | 'size' | 'newestFirst'>;

/**
 * All versions of a bucket, by key. A key with nothing but a current object, which is every key of a bucket without
 * versions, has one entry in a map; only the others have a list.
 */
export class VersionIndex {
  /** The current versions that are objects. */
  readonly #objects = new Map<string, StoredObject>();
  readonly #keys = new SortedKeys();
  /** All versions of the keys that have more than a current object. */
  readonly #histories = new Map<string, VersionList>();
  /** The keys whose current version is a delete marker. */
  readonly #deletedKeys = new SortedKeys();
  #size = 0;
  #lastNumber = 0;

  /** How many versions there are, delete markers included. */
  get size(): number {
    return this.#size;
  }

  get objects(): ReadonlyMap<string, StoredObject> {
    return this.#objects;
  }

  /** Those of `objects`. */
  get keys(): KeySearch {
    return this.#keys;
  }

  /** Also those whose current version is a delete marker. */
  get allKeys(): KeySearch {
    const firstWhere = (reached: (key: string) => boolean): string | undefined =>
      earlier(this.#keys.firstWhere(reached), this.#deletedKeys.firstWhere(reached));
    return { firstWhere, after: (key) => firstWhere((other) => compareKeys(other, key) > 0) };
  }

  get histories(): ReadonlyMap<string, History> {
    return this.#histories;
  }

  /** The version with this id (`null` for the one without), or the current one, which may be a delete marker. */
  get(key: string, versionId?: string): StoredVersion | undefined {
    const history = this.#histories.get(key);
    if (history !== undefined) return versionId === undefined ? history.newest : history.find(versionId);
    const object = this.#objects.get(key);
    const isWanted = object !== undefined && (versionId === undefined || versionId === versionIdOf(object));
    return isWanted ? object : undefined;
  }

  /** Of one key; with `after` only those that came before the version with that id. */
  newestFirst(key: string, after?: string): Iterable<StoredVersion> {
    return this.#listOf(key).newestFirst(after);
  }

  /** Those of one key oldest first, so that `add` one after another gives the same index. */
  *all(): Iterable<StoredVersion> {
    for (const [key, object] of this.#objects) {
      if (!this.#histories.has(key)) yield object;
    }
    for (const versions of this.#histories.values()) yield* versions.oldestFirst();
  }

  /** An id that was never given before, and newer than all that were. */
  nextId(): string {
    return newVersionId(++this.#lastNumber);
  }

  /** Adds the newest version of its key, instead of the one of the same id; or says the same version anew. */
  add(version: StoredVersion): void {
    const { key, versionId } = version;
    if (versionId !== undefined) this.#lastNumber = Math.max(this.#lastNumber, numberOfVersionId(versionId));
    if (isSameData(this.get(key, versionIdOf(version)), version)) {
      this.replace(version);
      return;
    }
    const current = this.#objects.get(key);
    const isOnly = !this.#histories.has(key) && (current === undefined || current.versionId === versionId);
    if (isOnly && isObject(version)) {
      if (current === undefined) this.#size++;
      this.#setObject(key, version);
    } else {
      this.#change(key, (versions) => versions.add(version));
    }
  }

  /** Puts `version` in the place of the one of the same id, if there is one. */
  replace(version: StoredVersion): void {
    if (this.get(version.key, versionIdOf(version)) === undefined) return;
    this.#change(version.key, (versions) => versions.replace(version));
  }

  remove(key: string, versionId: string): void {
    this.#change(key, (versions) => versions.remove(versionId));
  }

  #listOf(key: string): VersionList {
    const history = this.#histories.get(key);
    if (history !== undefined) return history;
    const versions = new VersionList();
    const object = this.#objects.get(key);
    if (object !== undefined) versions.add(object);
    return versions;
  }

  #change(key: string, change: (versions: VersionList) => void): void {
    const versions = this.#listOf(key);
    const wasDeleted = this.#histories.has(key) && !this.#objects.has(key);
    this.#size -= versions.size;
    change(versions);
    this.#size += versions.size;
    const { newest } = versions;
    const object = newest !== undefined && isObject(newest) ? newest : undefined;
    const isDeleted = newest !== undefined && object === undefined;
    if (versions.size > 1 || isDeleted) this.#histories.set(key, versions);
    else this.#histories.delete(key);
    this.#setObject(key, object);
    if (isDeleted && !wasDeleted) this.#deletedKeys.add(key);
    if (wasDeleted && !isDeleted) this.#deletedKeys.remove(key);
  }

  #setObject(key: string, object: StoredObject | undefined): void {
    if (object === undefined) {
      if (this.#objects.delete(key)) this.#keys.remove(key);
      return;
    }
    if (!this.#objects.has(key)) this.#keys.add(key);
    this.#objects.set(key, object);
  }
}

function earlier(left: string | undefined, right: string | undefined): string | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return compareKeys(left, right) <= 0 ? left : right;
}
