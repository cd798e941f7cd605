import type { Position } from '../../runtime/api.ts';

/** How far a metronome has come. */
export interface BeatPosition {
  /** That of the next event. */
  readonly id: number;
  /** How many of `count` are left in this run of the flow; null without `count`. */
  readonly left: number | null;
}

export function asBeatPosition(position: Position): BeatPosition | null {
  // Only this connector writes its positions.
  return position as BeatPosition | null;
}

export function describeBeatPosition(position: Position): string {
  return `${asBeatPosition(position)!.id.toLocaleString('en')} events given`;
}
