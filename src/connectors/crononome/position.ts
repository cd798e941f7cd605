import type { Position } from '../../runtime/api.ts';

/** How far a crononome has come. */
export interface CronPosition {
  /** That of the next event. */
  readonly id: number;
  /** Everything that was due until then has been given, milliseconds since 1970. */
  readonly handledMs: number;
}

export function asCronPosition(position: Position): CronPosition | null {
  // Only this connector writes its positions.
  return position as unknown as CronPosition | null;
}

export function describeCronPosition(position: Position): string {
  const { id, handledMs } = asCronPosition(position)!;
  return `${id.toLocaleString('en')} events given, all that were due until ${new Date(handledMs).toISOString()}`;
}
