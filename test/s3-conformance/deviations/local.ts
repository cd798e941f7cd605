import type { KnownServer } from './index.ts';

/** Ours answers wrongly nowhere. */
export const LOCAL: KnownServer = { title: 'flowrun’s local S3', deviations: {} };
