import type { CodeEntry } from './entry.ts';

/** FR8xx and 9xx, what only a run can show. */
export const runtimeCodes: readonly CodeEntry[] = [];
