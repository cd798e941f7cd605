import type { CodeEntry } from './entry.ts';

/** FR8xx and 9xx, what only a run can show. */
export const runtimeCodes: readonly CodeEntry[] = [
  {
    code: 'FR851',
    title: 'a condition that is not a bool',
    why: 'What stands after `where` or `having` must be true or false: nothing else counts as one of them. The event goes to the `err` port of the pipeline.',
    wrong: 'where event.name',
    right: 'where present event.name',
  },
  {
    code: 'FR852',
    title: 'an emit to a port that nobody selects from',
    why: 'The event goes to the `err` port of the pipeline, so that nothing vanishes.',
  },
];
