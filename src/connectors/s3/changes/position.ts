import type { Position } from '../../../runtime/api.ts';
import type { TakenPosition } from './after/journal.ts';
import type { Action } from './change.ts';

/**
 * Where the source is: which inventory says what was seen, and how far the poll has come that is under way. (Types,
 * because an interface is no JSON to the compiler.)
 */
export type ChangesPosition = {
  /** The number of the last poll that began, from 1. */
  readonly poll: number;
  /** What the last poll that came to its end has seen; null before that. */
  readonly seen: SavedInventory | null;
  /** The poll that is under way; null between two of them. */
  readonly current: CurrentPoll | null;
  /** What the last poll did; null before the first one has ended. */
  readonly lastPoll: PollSummary | null;
  /** The objects that setting `after` is about; left out or null: none, it is `keep`. */
  readonly taken?: TakenPosition | null;
};

/** A file in the state folder, of which only the first records count. */
export type SavedInventory = {
  readonly file: string;
  readonly records: number;
};

export type CurrentPoll = PollCounts & {
  readonly startedAtMs: number;
  readonly inventory: SavedInventory;
  /** Everything up to this key is done; of keys behind it the inventory may have versions that are. Null: none yet. */
  readonly key: string | null;
  /** The object behind it that is half read. */
  readonly object: HalfRead | null;
  /** Up to `key` its inventory says the same as the one that was seen, and is no file yet. Left out: no. */
  readonly isSame?: boolean;
  /** With `order = "time"`, when everything has been listed. */
  readonly timed?: TimedProgress;
};

/** How far changes have been told in the order of time. The inventory is whole then, but for corrections. */
export type TimedProgress = {
  /** The changes, in the order of time; null when there are none. */
  readonly file: string | null;
  readonly records: number;
  /** So many of them are done. */
  readonly told: number;
  /** The first lines of this file say where the inventory is wrong, because something could not be told. */
  readonly corrections: SavedInventory;
};

export type PollCounts = {
  readonly keys: number;
  readonly changes: number;
  readonly skipped: number;
  readonly lists: number;
};

export type PollSummary = PollCounts & {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** From one poll to the next; null when there was to be only one. */
  readonly intervalMs: number | null;
};

/** An object of which some events are out. */
export type HalfRead = {
  readonly action: Action;
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly lastModifiedMs: number;
  readonly storageClass: string | null;
  readonly versionId: string | null;
  readonly owner: string | null;
  /** Its bytes are not decompressed, so that it can be read from `offset` on. */
  readonly isPlain: boolean;
  /** Where to read again, in the decompressed bytes … */
  readonly offset: number;
  /** … and how many events to leave out there. */
  readonly skipEvents: number;
  /** Events of it that are out. */
  readonly events: number;
  /** Something of it went to `err`. Left out: no. */
  readonly hasErrors?: boolean;
};

export function asChangesPosition(position: Position): ChangesPosition | null {
  // Made by the source of the same connector.
  return position as ChangesPosition | null;
}
