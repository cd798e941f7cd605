import type { Position } from '../../../runtime/api.ts';
import type { FilePosition } from '../position.ts';

/**
 * Where a source over several files is: in which one, and where in it. Those before it, in the order of names, are done;
 * so this is as small for a million files as for one. (A type, because an interface is no JSON to the compiler.)
 */
export type GlobPosition = {
  readonly path: string;
  /** So many files were before it. */
  readonly filesBefore: number;
  /** Null: it has been read to its end. */
  readonly file: FilePosition | null;
};

export function asGlobPosition(position: Position): GlobPosition | null {
  // Made by the source of the same connector.
  return position as GlobPosition | null;
}
