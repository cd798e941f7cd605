import type { CodeEntry } from './entry.ts';

/** FR7xx, warnings. */
export const warningsCodes: readonly CodeEntry[] = [
  {
    code: 'FR701',
    title: 'a doc comment that documents nothing',
    why: 'A comment with `##` stands before a definition, one with `###` at the head of the file. Others begin with `#`.',
    wrong: '## reads the file\ncreate connector a;',
    right: '# reads the file\ncreate connector a;',
  },
];
