import type { CodeEntry } from './entry.ts';

/** FR5xx, scripts and expressions, found at compile time. */
export const scriptsCodes: readonly CodeEntry[] = [];
