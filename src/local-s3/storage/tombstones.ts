import { sameStamp } from './by-hand.ts';
import type { JournalRecord, Stamp } from './records.ts';

/**
 * Which files were deleted, gathered from a journal: one that is still there was not removed in time, and is no new file of a
 * user's. Several can be for one key, as neither renames nor removals need to be on disk when the next record is.
 */
export class Tombstones {
  readonly #stamps = new Map<string, Stamp[]>();

  /** Called for each record in order. */
  see(record: JournalRecord): void {
    switch (record.kind) {
      case 'put':
      case 'found':
        this.#stamps.delete(record.object.key);
        return;
      case 'marker':
        this.#add(record.marker.key, record.stamp);
        return;
      case 'delete':
        this.#add(record.key, record.stamp);
        return;
      default:
    }
  }

  has(key: string, stamp: Stamp): boolean {
    return this.#stamps.get(key)?.some((deleted) => sameStamp(deleted, stamp)) ?? false;
  }

  #add(key: string, stamp: Stamp | undefined): void {
    if (stamp === undefined) return;
    const stamps = this.#stamps.get(key);
    if (stamps === undefined) this.#stamps.set(key, [stamp]);
    else stamps.push(stamp);
  }
}
