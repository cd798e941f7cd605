import { fileName } from './folder.ts';
import type { ModuleFolder } from './folder.ts';

/** The endings of module files, in the order in which they are tried. */
export const MODULE_ENDINGS = ['.flow', '.tremor', '.trickle', '.troy'] as const;

export interface FoundModule {
  /** `lib/a/b.flow`, as messages call it. */
  readonly name: string;
  readonly text: string;
}

export type FindResult =
  | ({ readonly kind: 'found' } & FoundModule)
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly name: string; readonly why: string };

/** Looks a module up: folder by folder, ending by ending; the first file that is there is it. */
export function findModule(path: readonly string[], folders: readonly ModuleFolder[]): FindResult {
  for (const folder of folders) {
    for (const ending of MODULE_ENDINGS) {
      const file = `${path.join('/')}${ending}`;
      const name = fileName(folder, file);
      try {
        const text = folder.read(file);
        if (text !== null) return { kind: 'found', name, text };
      } catch (problem) {
        return { kind: 'unreadable', name, why: (problem as Error).message };
      }
    }
  }
  return { kind: 'missing' };
}

/** What a folder of modules holds, without endings. */
export interface Listing {
  readonly modules: readonly string[];
  readonly folders: readonly string[];
}

/** The modules and folders at a path, in all module folders together. */
export function listModules(path: readonly string[], folders: readonly ModuleFolder[]): Listing {
  const modules = new Set<string>();
  const inner = new Set<string>();
  for (const folder of folders) {
    for (const entry of folder.list(path.join('/'))) {
      const ending = MODULE_ENDINGS.find((each) => entry.endsWith(each));
      if (ending !== undefined) modules.add(entry.slice(0, -ending.length));
      else if (!entry.includes('.')) inner.add(entry);
    }
  }
  return { modules: [...modules].sort(), folders: [...inner].sort() };
}

/** A name that is no plain file name would lead out of its folder, or mean something else on another system. */
export function isModuleName(name: string): boolean {
  return /^[^\s./\\:*?"<>|\0][^/\\:*?"<>|\0]*$/u.test(name);
}
