import type * as ast from '../3-ast/nodes.ts';
import { pathText, usedModules } from '../modules/uses.ts';
import type { UsedModule } from '../modules/uses.ts';
import type { Findings } from './findings.ts';
import type { Scope } from './scope.ts';

/** What a `use` has brought. */
export type Brought =
  /** The scope of a file. */
  | { readonly kind: 'module'; readonly scope: Scope }
  /** A module of the standard library, or what several of them begin with: `integer`, `time::nanos`. */
  | { readonly kind: 'standard'; readonly module: string }
  /** It is not there (reported). */
  | { readonly kind: 'broken' };

/** Says what a part of a `use` has brought. */
export type Bring = (tree: ast.UseTree) => Brought;

/** The modules that one block uses, by the names that they have there. Remembers which ones were looked for. */
export class UsedModules {
  /** For all `use`s of the file. */
  readonly bring: Bring;
  readonly #byName = new Map<string, UsedModule>();
  readonly #wanted = new Set<string>();

  /** Reports what is used twice. */
  constructor(uses: readonly ast.UseStatement[], bring: Bring, findings: Findings) {
    this.bring = bring;
    for (const used of uses.flatMap(usedModules)) {
      const { text } = used.name;
      const first = this.#byName.get(text);
      if (first === undefined) this.#byName.set(text, used);
      else if (!findings.isDamaged(used.statement)) reportRepeat(used, first, findings);
    }
  }

  /** The module of that name; undefined when this block uses none of that name. */
  lookUp(name: string): Brought | undefined {
    const used = this.#byName.get(name);
    if (used === undefined) return undefined;
    this.#wanted.add(name);
    return this.bring(used.tree);
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** Warns of those that nobody has looked for: when everything in the block has been analysed. */
  warnOfUnused(findings: Findings): void {
    for (const [name, used] of this.#byName) {
      if (this.#wanted.has(name) || this.bring(used.tree).kind === 'broken') continue;
      findings.warn({
        code: 'FR740',
        title: `module \`${pathText(used.path)}\` is used for nothing`,
        span: used.tree.span,
        label: `nothing here begins with \`${name}::\``,
        help: ['remove it'],
      });
    }
  }
}

function reportRepeat(used: UsedModule, first: UsedModule, findings: Findings): void {
  const { name, path } = used;
  if (pathText(path) === pathText(first.path)) {
    // In Tremor each handler of a script needs its own.
    findings.warn({
      code: 'FR741',
      title: `module \`${pathText(path)}\` is used twice`,
      span: used.tree.span,
      label: 'used again here',
      context: [findings.at(first.name, 'first used here')],
      help: ['remove one of them: a `use` is there for the whole block, with all its handlers'],
    });
    return;
  }
  findings.error({
    code: 'FR343',
    title: `two modules are called \`${name.text}\``,
    span: name.span,
    label: 'taken',
    context: [findings.at(first.name, `this is \`${pathText(first.path)}\``)],
    help: [`give one of them another name: \`… as ${name.text}_2\``],
  });
}
