import type { CodeEntry } from './entry.ts';

/** FR6xx: parts of the language that a later version brings. */
export const laterCodes: readonly CodeEntry[] = [
  {
    code: 'FR607',
    title: '`group by` is not supported yet',
    why: 'Groups come with windows, in a later version.',
  },
  {
    code: 'FR608',
    title: 'windows are not supported yet',
    why: '`define window` and `from in[window]` come with a later version.',
  },
  {
    code: 'FR609',
    title: 'operators are not supported yet',
    why: '`define operator` and `create operator` come with a later version.',
  },
  {
    code: 'FR612',
    title: '`#!config` is not supported yet',
    why: 'Directives come with a later version; there is nothing to configure with them so far.',
  },
  {
    code: 'FR613',
    title: 'a module of the standard library that is not supported yet',
    why: '`aggr` and `stats` come with a later version.',
  },
  {
    code: 'FR650',
    title: 'a connector setting that is not supported yet',
    why: '`reconnect` and `metrics_interval_s` come with a later version.',
  },
];
