import type { CodeEntry } from './entry.ts';

/** FR6xx: parts of the language that a later version brings. */
export const laterCodes: readonly CodeEntry[] = [
  {
    code: 'FR612',
    title: '`#!config` is not supported yet',
    why: 'Directives come with a later version; there is nothing to configure with them so far.',
  },
  {
    code: 'FR650',
    title: 'a connector setting that is not supported yet',
    why: '`reconnect` and `metrics_interval_s` come with a later version.',
  },
];
