/** What is said about a `use` whose module is not there. */
import { STD_MODULES } from '../../runtime/std/index.ts';
import type { Finding } from '../4-analyse/findings.ts';
import { didYouMean, listed, nearest } from '../diagnostics/suggest.ts';
import { MODULE_ENDINGS, listModules } from './find.ts';
import { fileName } from './folder.ts';
import type { ModuleFolder } from './folder.ts';
import { namesSpan } from './uses.ts';
import type { UsedModule } from './uses.ts';

/** `user` is the path of the module in which the `use` stands. */
export function missingModule(
  used: UsedModule,
  folders: readonly ModuleFolder[],
  user: readonly string[],
): Finding {
  const path = used.path.map((name) => name.text);
  const advice =
    folderAdvice(path, folders) ??
    memberAdvice(path, folders) ??
    siblingAdvice(path, folders) ??
    relativeAdvice(path, folders, user);
  return {
    code: 'FR340',
    title: `module \`${path.join('::')}\` is not found`,
    span: namesSpan(used.tree),
    label: 'no such module',
    help: [advice ?? 'the folders of modules are that of the flow, and those of `--module-path`'],
    notes: folders.map((folder) => triedNote(folder, path)),
  };
}

/** A path that begins like those of flowrun's own modules, and is none of them. */
export function missingStandard(used: UsedModule): Finding {
  const path = used.path.map((name) => name.text);
  const known = STD_MODULES.map((module) => (path[0] === 'std' ? `std::${module}` : module));
  return {
    code: 'FR340',
    title: `module \`${path.join('::')}\` is not found`,
    span: namesSpan(used.tree),
    label: 'no such module in the standard library',
    help: [didYouMean(path.join('::'), known) ?? `there are ${listed(sameRoot(path, known), 'and')}`],
  };
}

/** What cannot be the name of a file. */
export function badModuleName(used: UsedModule, index: number): Finding {
  const name = used.path[index]!;
  return {
    code: 'FR342',
    title: `\`${name.text}\` cannot be the name of a module`,
    span: name.span,
    label: 'not a plain file name',
    help: ['a module is a file in a folder of modules: `use a::b;` means `a/b.flow`'],
  };
}

function sameRoot(path: readonly string[], known: readonly string[]): readonly string[] {
  const same = known.filter((each) => each.startsWith(`${path[0]}::`));
  return same.length > 0 ? same : known;
}

/** ``looked for `lib/a/b.flow`, `.tremor`, `.trickle` and `.troy` ``. */
function triedNote(folder: ModuleFolder, path: readonly string[]): string {
  const [first, ...others] = MODULE_ENDINGS;
  const name = fileName(folder, `${path.join('/')}${first}`);
  return `looked for ${listed([name, ...others], 'and')}`;
}

/** The path of a folder, not of a module in it. */
function folderAdvice(path: readonly string[], folders: readonly ModuleFolder[]): string | undefined {
  const { modules } = listModules(path, folders);
  const [first] = modules;
  if (first === undefined) return undefined;
  return `\`${path.join('::')}\` is a folder of modules: \`use ${path.join('::')}::${first};\``;
}

/** The name of something in a module. */
function memberAdvice(path: readonly string[], folders: readonly ModuleFolder[]): string | undefined {
  const [name, module] = [path.at(-1), path.at(-2)];
  if (name === undefined || module === undefined) return undefined;
  const { modules } = listModules(path.slice(0, -2), folders);
  if (!modules.includes(module)) return undefined;
  return `\`use\` names modules: write \`use ${path.slice(0, -1).join('::')};\`, and then \`${module}::${name}\``;
}

/** A name that is nearly the one of a module, or of a folder on the way to it. */
function siblingAdvice(path: readonly string[], folders: readonly ModuleFolder[]): string | undefined {
  for (const [index, name] of path.entries()) {
    const { modules, folders: inner } = listModules(path.slice(0, index), folders);
    const isLast = index === path.length - 1;
    if (!isLast && inner.includes(name)) continue;
    const meant = nearest(name, isLast ? modules : inner);
    const paths = meant.map((each) => [...path.slice(0, index), each, ...path.slice(index + 1)]);
    const known = isLast ? paths : paths.filter((each) => isThere(each, folders));
    return known.length === 0
      ? undefined
      : `did you mean ${listed(
          known.map((each) => each.join('::')),
          'or',
        )}?`;
  }
  return undefined;
}

function isThere(path: readonly string[], folders: readonly ModuleFolder[]): boolean {
  return listModules(path.slice(0, -1), folders).modules.includes(path.at(-1)!);
}

/** A path that would be right if it were relative to the module that it stands in. */
function relativeAdvice(
  path: readonly string[],
  folders: readonly ModuleFolder[],
  user: readonly string[],
): string | undefined {
  const full = [...user.slice(0, -1), ...path];
  if (full.length === path.length) return undefined;
  if (!isThere(full, folders)) return undefined;
  return `paths begin at a folder of modules: \`use ${full.join('::')};\``;
}
