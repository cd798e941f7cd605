import type { Position } from '../api.ts';

/** More positions are not kept: in between, sources are told a little later. */
const MAX_KEPT = 256;

/** A cut, and where the source was at it. */
interface Kept {
  readonly cut: number;
  readonly position: Position;
}

/**
 * Where one source was at each cut, until it has been told that everything up to there is complete. An object that a sink
 * leaves open for hours makes them many: then only some of them are kept, so that this stays small.
 */
export class SettledPositions {
  #kept: Kept[] = [];
  #settled: Position = null;

  /** The source was there at this cut. Cuts are counted from 1. */
  note(cut: number, position: Position): void {
    if (this.#kept.at(-1)?.position === position) return;
    this.#kept.push({ cut, position });
    if (this.#kept.length <= MAX_KEPT) return;
    // The oldest comes first and the newest last, whatever else goes.
    const last = this.#kept.length - 1;
    this.#kept = this.#kept.filter((_, index) => index % 2 === 0 || index === last);
  }

  /** All that came before this cut is complete: the newest position that is known to be. Null: none of this run. */
  upTo(cut: number): Position {
    const next = this.#kept.findIndex((kept) => kept.cut > cut);
    const count = next < 0 ? this.#kept.length : next;
    const newest = this.#kept[count - 1];
    if (newest === undefined) return this.#settled;
    this.#settled = newest.position;
    // The newest stays, so that the same position is not noted once more.
    this.#kept.splice(0, count - 1);
    return this.#settled;
  }
}
