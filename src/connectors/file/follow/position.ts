import type { Position } from '../../../runtime/api.ts';
import type { FileHead } from '../position.ts';

/** Where a following source is: in each file that matches, or was rotated away a moment ago. */
export type FollowPosition = {
  readonly files: readonly FollowedFile[];
};

/** Enough to find the file again under any name. (A type, because an interface is no JSON to the compiler.) */
export type FollowedFile = {
  /** Where it was seen last. */
  readonly path: string;
  readonly device: number;
  readonly inode: number;
  /** Bytes whose events are out; an incomplete last line is not among them. */
  readonly offset: number;
  /** Events after `offset` that are out, too. */
  readonly skipEvents: number;
  /** The first bytes of what was read: another file may have the number of this one by now. */
  readonly head: FileHead;
};

export function asFollowPosition(position: Position): FollowPosition | null {
  // Made by the source of the same connector.
  return position as FollowPosition | null;
}
