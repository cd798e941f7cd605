import { statSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import type { ModuleFolder } from '../dsl/index.ts';
import { moduleFolder } from '../module-folder.ts';
import { UsageError } from './exit.ts';

/** Where paths of folders stand besides the command line: flowrun's own, and the one that users of Tremor have set. */
const VARIABLES = ['FLOWRUN_PATH', 'TREMOR_PATH'] as const;

/**
 * Where the modules of a file are looked for: in its own folder (null: where the command runs), then in the folders of
 * `--module-path`, then in those of the environment. Throws UsageError for a `--module-path` that is no folder.
 */
export function moduleFolders(file: string | null, modulePath: readonly string[]): readonly ModuleFolder[] {
  const own = [file === null ? '.' : dirname(file)];
  const environment = VARIABLES.flatMap((name) => (process.env[name] ?? '').split(delimiter));
  for (const dir of modulePath) refuseNoFolder(dir);
  const dirs = [...own, ...modulePath, ...environment].filter((dir) => dir !== '');
  return [...new Set(dirs)].map((dir) => moduleFolder(dir, dir === '.' ? '' : dir));
}

function refuseNoFolder(dir: string): void {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new UsageError(`there is no folder \`${dir}\``, 'give a folder of modules to `--module-path`');
}
