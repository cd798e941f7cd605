import type { Json } from '../../runtime/api.ts';

/** What a checkpoint holds of a file that is being written. (A type, because an interface is no JSON to the compiler.) */
export type FileState = {
  /** Behind the last byte that was written. */
  readonly offset: number;
  /** What the encoder holds back. */
  readonly encoder: Json;
};

export function asFileState(state: Json): FileState | null {
  // Made by the sink of the same connector.
  return state as FileState | null;
}
