import { firstIndex } from './binary-search.ts';
import { NULL_VERSION, versionIdOf } from './records.ts';
import type { StoredVersion } from './records.ts';

/**
 * The versions of one key in the order of their arrival, whatever their times say. Finding one by its id and inserting
 * the newest cost no more for a key with a hundred thousand versions than for one with ten.
 */
export class VersionList {
  /** Oldest first. The ids ascend; the `null` version, of which there is one at most, may be anywhere. */
  readonly #versions: StoredVersion[] = [];
  /** -1: there is no `null` version. */
  #nullIndex = -1;

  get size(): number {
    return this.#versions.length;
  }

  get newest(): StoredVersion | undefined {
    return this.#versions.at(-1);
  }

  find(versionId: string): StoredVersion | undefined {
    return this.#versions[this.#indexOf(versionId)];
  }

  /** Adds the newest version, or one in the place of that with its id; the `null` version is always the newest then. */
  add(version: StoredVersion): void {
    const { versionId } = version;
    if (versionId === undefined) {
      this.remove(NULL_VERSION);
      this.#nullIndex = this.#versions.push(version) - 1;
    } else if (!this.replace(version)) {
      this.#versions.push(version);
    }
  }

  /** Puts `version` in the place of that with its id; says whether there was one. */
  replace(version: StoredVersion): boolean {
    const index = this.#indexOf(versionIdOf(version));
    if (index === -1) return false;
    this.#versions[index] = version;
    return true;
  }

  remove(versionId: string): void {
    const index = this.#indexOf(versionId);
    if (index === -1) return;
    this.#versions.splice(index, 1);
    if (index === this.#nullIndex) this.#nullIndex = -1;
    else if (index < this.#nullIndex) this.#nullIndex--;
  }

  oldestFirst(): Iterable<StoredVersion> {
    return this.#versions;
  }

  /**
   * Those that came before the one with the id `after`, even if that is gone meanwhile; without it all. Of a `null` version
   * that is gone nobody knows where it was: then it is all, too, which tells something twice rather than never.
   */
  *newestFirst(after?: string): Iterable<StoredVersion> {
    for (let index = this.#firstOlder(after); index >= 0; index--) yield this.#versions[index]!;
  }

  #firstOlder(after: string | undefined): number {
    const isNullGone = after === NULL_VERSION && this.#nullIndex === -1;
    if (after === undefined || isNullGone) return this.#versions.length - 1;
    if (after === NULL_VERSION) return this.#nullIndex - 1;
    const bound = this.#lowerBound(after);
    // The `null` version found in the place of its newer neighbour is older than that.
    return bound === this.#nullIndex ? bound : bound - 1;
  }

  #indexOf(versionId: string): number {
    if (versionId === NULL_VERSION) return this.#nullIndex;
    const bound = this.#lowerBound(versionId);
    // The `null` version counts as its newer neighbour in the search, and comes just before it.
    const index = bound === this.#nullIndex ? bound + 1 : bound;
    return this.#versions[index]?.versionId === versionId ? index : -1;
  }

  /** The first index whose id is `versionId` or newer, the `null` version having the id of its newer neighbour. */
  #lowerBound(versionId: string): number {
    return firstIndex(this.#versions, (version, index) => {
      const id = index === this.#nullIndex ? this.#versions[index + 1]?.versionId : version.versionId;
      return id === undefined || id >= versionId;
    });
  }
}
