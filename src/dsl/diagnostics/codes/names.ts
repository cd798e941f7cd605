import type { CodeEntry } from './entry.ts';

/** FR3xx, names and structure: flows, pipelines, connectors, ports. */
export const namesCodes: readonly CodeEntry[] = [];
