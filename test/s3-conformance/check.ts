import type { Ground } from './ground.ts';

/** One documented behaviour of S3. */
export interface Check {
  /** `topic/what`, stable: lists of deviations refer to it. */
  readonly name: string;
  /** The behaviour, as a sentence that AWS's API reference would agree with. */
  readonly says: string;
  /** Throws when the server does something else. Knows nothing of other checks, which may run at the same time. */
  readonly run: (ground: Ground) => Promise<void>;
}

export function check(name: string, says: string, run: Check['run']): Check {
  return { name, says, run };
}
