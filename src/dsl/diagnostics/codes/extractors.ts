import type { CodeEntry } from './entry.ts';

/** FR571 to FR579: extractors. */
export const extractorsCodes: readonly CodeEntry[] = [
  {
    code: 'FR571',
    title: 'an invalid rule of an extractor',
    why: 'What stands between the bars tells the extractor what to look for; each has a language of its own for it. A backslash is written twice there: `\\\\d`.',
    wrong: 'case %{ message ~= re|(a| } => 1',
    right: 'case %{ message ~= re|(a)| } => 1',
  },
  {
    code: 'FR572',
    title: 'an unknown extractor',
    why: 'Extractors look into strings: `~ json||` on the value of a `match`, `key ~= json||` on a field. The reference lists them.',
    wrong: 'case %{ message ~= jsn|| } => 1',
    right: 'case %{ message ~= json|| } => 1',
  },
];
