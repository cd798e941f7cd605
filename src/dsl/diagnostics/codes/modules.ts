import type { CodeEntry } from './entry.ts';

/** FR34x, modules: files that a flow uses. */
export const modulesCodes: readonly CodeEntry[] = [
  {
    code: 'FR340',
    title: 'a module that is not found',
    why: '`use a::b;` means the file `a/b.flow` (or `.tremor`, `.trickle`, `.troy`) in the folder of the flow, in a folder of `--module-path`, or in one of `FLOWRUN_PATH`. Paths begin at these folders, also in modules. The message lists where it was looked for.',
    wrong: 'use lib::txet;',
    right: 'use lib::text;',
  },
  {
    code: 'FR341',
    title: 'modules that use each other in a circle',
    why: 'A module cannot use what uses it: neither would be complete before the other. Put what both need into a third one.',
    wrong: '# a.flow\nuse b;\n# b.flow\nuse a;',
    right: '# a.flow\nuse common;\n# b.flow\nuse common;',
  },
  {
    code: 'FR342',
    title: 'a name that cannot be the one of a module',
    why: 'The names in the path of a module are those of a file and the folders around it. Slashes, and names that begin with a dot, would lead elsewhere.',
    wrong: 'use `../secrets`;',
    right: 'use lib::secrets;',
  },
  {
    code: 'FR343',
    title: 'two modules with the same name',
    why: 'In one block, what stands in front of `::` means one module. `as` gives it another name.',
    wrong: 'use a::text;\nuse b::text;',
    right: 'use a::text;\nuse b::text as other_text;',
  },
];
