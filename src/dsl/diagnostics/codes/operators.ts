import type { CodeEntry } from './entry.ts';

/** FR35x: operators. */
export const operatorsCodes: readonly CodeEntry[] = [
  {
    code: 'FR350',
    title: 'an unknown operator',
    why: 'After `from` stands one of the operators that flowrun has, or one that a used module defines.',
    wrong: 'define operator a from generic::bach with count = 3 end;',
    right: 'define operator a from generic::batch with count = 3 end;',
  },
];
