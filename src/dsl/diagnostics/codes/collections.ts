import type { CodeEntry } from './entry.ts';

/** FR581 to FR599: `for`, `patch`, `merge` and bytes. FR581 to FR589 have their run-time likeness in FR8xx. */
export const collectionsCodes: readonly CodeEntry[] = [
  {
    code: 'FR581',
    title: 'a `for` whose results cannot be put together',
    why: '`into` an array takes every result as an item, `into` a record takes the fields of results that are records, both only with `use +`; everything else is computed with the operator after `use`.',
    wrong: 'for event of case (i, v) => v into [] use * end',
    right: 'for event of case (i, v) => v into 1 use * end',
  },
  {
    code: 'FR591',
    title: 'an operator that puts nothing together',
    why: 'After `use` stands an operator whose result can be put together with the next value: `+ - * / %`, `& ^ << >> >>>`, `and or xor`; no comparison.',
    wrong: 'for event of case (i, v) => v into 0 use < end',
    right: 'for event of case (i, v) => v into 0 use + end',
  },
];
