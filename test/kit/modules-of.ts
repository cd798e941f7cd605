import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ModuleFolder } from '../../src/dsl/index.ts';
import { moduleFolder } from '../../src/module-folder.ts';

/** The folder of modules of a case, if it has one. */
export function modulesOf(folder: string): readonly ModuleFolder[] {
  const modules = join(folder, 'modules');
  return existsSync(modules) ? [moduleFolder(modules, 'modules')] : [];
}
