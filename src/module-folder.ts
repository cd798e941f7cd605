import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ModuleFolder } from './dsl/modules/folder.ts';

/** A folder on disk in which modules are looked for. `name` is what its files are called by in messages. */
export function moduleFolder(dir: string, name = dir): ModuleFolder {
  return {
    name,
    read(path) {
      try {
        return readFileSync(join(dir, path), 'utf8');
      } catch (problem) {
        if (MISSING.has((problem as NodeJS.ErrnoException).code)) return null;
        throw problem;
      }
    },
    list(path) {
      try {
        return readdirSync(join(dir, path));
      } catch {
        return [];
      }
    },
  };
}

/** There is no such file: or a folder of that name, or a file where a folder would have to be. */
const MISSING: ReadonlySet<string | undefined> = new Set(['ENOENT', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG']);
