/**
 * From one text to all trees: parses the flow file and every module that it uses, directly or not. The only step of
 * the compiler that reads anything.
 */
import { canonicalModule } from '../../runtime/std/index.ts';
import { parseModule } from '../3-ast/index.ts';
import type { FlowFile, UseTree } from '../3-ast/nodes.ts';
import type { Finding } from '../4-analyse/findings.ts';
import type { Diagnostic, PhaseResult, Source } from '../diagnostics/diagnostic.ts';
import { error, label } from '../diagnostics/report.ts';
import { findModule, isModuleName } from './find.ts';
import type { ModuleFolder } from './folder.ts';
import { badModuleName, missingModule, missingStandard } from './missing.ts';
import type { Program, ProgramFile, UseTarget } from './program.ts';
import { isReserved, isStandard } from './standard.ts';
import { modulesUsedIn, namesSpan, pathText } from './uses.ts';
import type { UsedModule } from './uses.ts';

export interface LoadOptions {
  /** In the order in which they are looked into. */
  readonly folders: readonly ModuleFolder[];
  /** The text of a module that comes with flowrun; undefined when there is none of this path. */
  readonly builtIn: (path: string) => string | undefined;
}

/** Loads the modules that a parsed text uses. What is not found, or leads in a circle, is reported where it is used. */
export function loadProgram(
  source: Source,
  parsed: PhaseResult<FlowFile>,
  options: LoadOptions,
): PhaseResult<Program> {
  const loader = new Loader(options);
  const main = loader.load(null, source, parsed);
  return { value: { main, files: loader.files }, diagnostics: loader.diagnostics };
}

const BROKEN: UseTarget = { kind: 'broken' };

/** A file while its modules are being loaded. */
interface OpenFile {
  readonly file: ProgramFile & { readonly uses: Map<UseTree, UseTarget> };
  /** The `use` that is followed just now. */
  following: UsedModule | null;
}

class Loader {
  readonly files: ProgramFile[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #options: LoadOptions;
  /** By path; those that are not there are null, so that they are looked for once. */
  readonly #modules = new Map<string, ProgramFile>();
  /** From the flow file to the module at hand. */
  readonly #open: OpenFile[] = [];

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  load(id: string | null, source: Source, parsed: PhaseResult<FlowFile>): ProgramFile {
    const file = { id, source, tree: parsed.value, uses: new Map<UseTree, UseTarget>() };
    this.files.push(file);
    if (id !== null) this.#modules.set(id, file);
    this.diagnostics.push(...parsed.diagnostics);
    const open: OpenFile = { file, following: null };
    this.#open.push(open);
    for (const used of modulesUsedIn(file.tree)) {
      open.following = used;
      file.uses.set(used.tree, this.#target(used, file));
    }
    this.#open.pop();
    return file;
  }

  #target(used: UsedModule, user: ProgramFile): UseTarget {
    const path = used.path.map((name) => name.text);
    const standard = canonicalModule(path);
    if (isReserved(path)) return this.#comesWithFlowrun(path, standard, used, user);
    const wrong = path.findIndex((name) => !isModuleName(name));
    if (wrong >= 0) return this.#fail(badModuleName(used, wrong), user);
    const file = this.#file(path, used, user);
    if (file !== 'missing') return file;
    if (isStandard(standard)) return { kind: 'standard', module: standard };
    const at = user.id?.split('::') ?? [];
    return this.#fail(missingModule(used, this.#options.folders, at), user);
  }

  #comesWithFlowrun(
    path: readonly string[],
    standard: string,
    used: UsedModule,
    user: ProgramFile,
  ): UseTarget {
    const id = path.join('::');
    const text = this.#options.builtIn(id);
    if (text !== undefined) {
      const source = { name: `<${id}>`, text };
      const known = this.#modules.get(id);
      return { kind: 'file', file: known ?? this.load(id, source, parseModule(source)) };
    }
    return isStandard(standard)
      ? { kind: 'standard', module: standard }
      : this.#fail(missingStandard(used), user);
  }

  #file(path: readonly string[], used: UsedModule, user: ProgramFile): UseTarget | 'missing' {
    const id = path.join('::');
    const known = this.#modules.get(id);
    if (known !== undefined)
      return this.#isOpen(known) ? this.#circle(known, user) : { kind: 'file', file: known };
    const found = findModule(path, this.#options.folders);
    if (found.kind === 'missing') return 'missing';
    if (found.kind === 'unreadable') {
      return this.#fail(
        {
          code: 'FR340',
          title: `module \`${id}\` cannot be read`,
          span: namesSpan(used.tree),
          label: `in \`${found.name}\``,
          notes: [found.why],
        },
        user,
      );
    }
    const main = this.#open[0]!.file;
    if (found.name === main.source.name) return this.#circle(main, user);
    const source = { name: found.name, text: found.text };
    return { kind: 'file', file: this.load(id, source, parseModule(source)) };
  }

  #isOpen(file: ProgramFile): boolean {
    return this.#open.some((open) => open.file === file);
  }

  /** `again` is used by something that it uses itself. */
  #circle(again: ProgramFile, user: ProgramFile): UseTarget {
    const way = this.#open.slice(this.#open.findIndex((open) => open.file === again));
    const closing = way.at(-1)!.following!;
    const names = way.map(({ file }) => file.id ?? pathText(closing.path));
    const others = way
      .slice(0, -1)
      .map(({ file, following }) => label(file.source, namesSpan(following!.tree), 'by way of this'));
    const finding: Finding = {
      code: 'FR341',
      title: `modules use each other in a circle: ${[...names, names[0]].join(' -> ')}`,
      span: namesSpan(closing.tree),
      label: 'this closes the circle',
      context: others,
      help: ['put what both need into a module of its own'],
    };
    return this.#fail(finding, user);
  }

  #fail(finding: Finding, { source }: ProgramFile): UseTarget {
    this.diagnostics.push(error({ ...finding, source }));
    return BROKEN;
  }
}
