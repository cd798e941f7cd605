import type { ModuleFolder } from '../../src/dsl/index.ts';

/** A folder of modules that is nowhere but here: texts by path. */
export function memoryFolder(name: string, files: Readonly<Record<string, string>>): ModuleFolder {
  const paths = Object.keys(files);
  return {
    name,
    read: (path) => (Object.hasOwn(files, path) ? files[path]! : null),
    list(folder) {
      const before = folder === '' ? '' : `${folder}/`;
      const inside = paths.filter((path) => path.startsWith(before)).map((path) => path.slice(before.length));
      return [...new Set(inside.map((path) => path.split('/')[0]!))];
    },
  };
}
