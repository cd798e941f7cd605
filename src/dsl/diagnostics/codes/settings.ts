import type { CodeEntry } from './entry.ts';

/** FR4xx, arguments and settings. */
export const settingsCodes: readonly CodeEntry[] = [];
