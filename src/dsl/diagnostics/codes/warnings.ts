import type { CodeEntry } from './entry.ts';

/** FR7xx, warnings. */
export const warningsCodes: readonly CodeEntry[] = [];
