import type { Source, Span } from '../diagnostics/diagnostic.ts';
import type * as ast from '../3-ast/nodes.ts';
import type { Findings } from './findings.ts';
import type { Libraries } from './libraries.ts';
import { UsedModules } from './used-modules.ts';
import type { Bring } from './used-modules.ts';

/** A block: a file, or the body of a flow, pipeline, script or window. Names that it lacks are looked up in what encloses it. */
export interface Scope {
  readonly owner:
    ast.FlowFile | ast.FlowDefinition | ast.PipelineDefinition | ast.ScriptDefinition | ast.WindowDefinition;
  /** The text that it stands in. */
  readonly source: Source;
  readonly parent: Scope | null;
  /** The arguments of its owner; a file has none, and a window those of what it stands in. */
  readonly params: readonly ast.Parameter[];
  readonly body: readonly Statement[];
  readonly modules: UsedModules;
  readonly flows: ReadonlyMap<string, ast.FlowDefinition>;
  readonly connectors: ReadonlyMap<string, ast.ConnectorDefinition>;
  readonly pipelines: ReadonlyMap<string, ast.PipelineDefinition>;
  readonly operators: ReadonlyMap<string, ast.OperatorDefinition>;
  readonly scripts: ReadonlyMap<string, ast.ScriptDefinition>;
  readonly windows: ReadonlyMap<string, ast.WindowDefinition>;
  /** What the file defines for expressions, once it is asked for. */
  readonly libraries: Libraries;
  /** Those of a module; constants of a script belong to its body. */
  readonly consts: ReadonlyMap<string, ast.ConstDefinition>;
}

type Statement = ast.FileItem | ast.FlowStatement | ast.PipelineStatement;

/** A definition together with the scope that it stands in. */
export interface Found<D> {
  readonly definition: D;
  readonly scope: Scope;
}

/** What has a name, by the word for it. */
export interface Definable extends Creatable {
  readonly flow: ast.FlowDefinition;
  readonly window: ast.WindowDefinition;
  readonly constant: ast.ConstDefinition;
}

/** What `create` can name, by the word after it. */
export interface Creatable {
  readonly connector: ast.ConnectorDefinition;
  readonly pipeline: ast.PipelineDefinition;
  readonly operator: ast.OperatorDefinition;
  readonly script: ast.ScriptDefinition;
}

const TABLES = {
  flow: 'flows',
  connector: 'connectors',
  pipeline: 'pipelines',
  operator: 'operators',
  script: 'scripts',
  window: 'windows',
  constant: 'consts',
} as const;

/** By the kind of the statement that defines it. */
const WHAT = {
  'define-flow': 'flow',
  'define-connector': 'connector',
  'define-pipeline': 'pipeline',
  'define-operator': 'operator',
  'define-script': 'script',
  'define-window': 'window',
  const: 'constant',
} as const;

/** What a statement defines; null when it is no definition. */
export function definedBy(statement: Statement): keyof Definable | null {
  return statement.kind in WHAT ? WHAT[statement.kind as keyof typeof WHAT] : null;
}

/** Where a scope is opened. */
export interface Surroundings {
  readonly source: Source;
  readonly parent: Scope | null;
  /** What the `use`s of the file have brought. */
  readonly bring: Bring;
  readonly libraries: Libraries;
}

/** Collects what a block defines and uses; reports what is defined twice. */
export function openScope(owner: Scope['owner'], around: Surroundings, findings: Findings): Scope {
  const tables = {
    flows: new Map<string, ast.FlowDefinition>(),
    connectors: new Map<string, ast.ConnectorDefinition>(),
    pipelines: new Map<string, ast.PipelineDefinition>(),
    operators: new Map<string, ast.OperatorDefinition>(),
    scripts: new Map<string, ast.ScriptDefinition>(),
    windows: new Map<string, ast.WindowDefinition>(),
    consts: new Map<string, ast.ConstDefinition>(),
  };
  const body = bodyOf(owner);
  for (const statement of body) {
    const what = definedBy(statement);
    if (what === null) continue;
    // The table of a kind holds definitions of that kind only.
    const table = tables[TABLES[what]] as Map<string, Definable[typeof what]>;
    declare(table, statement as Definable[typeof what], what, findings);
  }
  const uses = 'uses' in owner ? owner.uses : body.filter(({ kind }) => kind === 'use');
  return {
    owner,
    source: around.source,
    parent: around.parent,
    params: 'params' in owner ? owner.params : owner.kind === 'file' ? [] : (around.parent?.params ?? []),
    body,
    libraries: around.libraries,
    modules: new UsedModules(uses as readonly ast.UseStatement[], around.bring, findings),
    ...tables,
  };
}

/** A scope inside of another one. */
export function openInner(owner: Scope['owner'], parent: Scope, findings: Findings): Scope {
  const { source, libraries, modules } = parent;
  return openScope(owner, { source, parent, libraries, bring: modules.bring }, findings);
}

function bodyOf(owner: Scope['owner']): readonly Statement[] {
  switch (owner.kind) {
    case 'file':
      return owner.items;
    case 'define-flow':
    case 'define-pipeline':
      return owner.body;
    case 'define-script':
    case 'define-window':
      return [];
  }
}

/** The file that a block stands in. */
export function fileOf(scope: Scope): Scope {
  return scope.parent === null ? scope : fileOf(scope.parent);
}

/** The statements of a block, and where it stands: for `Findings.hasHoles`. */
export function blockOf({ owner, body }: Scope): { readonly span: Span; readonly body: Scope['body'] } {
  return { span: owner.span, body };
}

/** Enters a definition into its table unless the name is taken (reported). */
function declare<D extends { readonly name: ast.Name }>(
  table: Map<string, D>,
  definition: D,
  what: string,
  findings: Findings,
): void {
  const { name } = definition;
  const first = table.get(name.text);
  if (first === undefined) {
    table.set(name.text, definition);
    return;
  }
  // Of constants, who looks at their values says so.
  if (what === 'constant') return;
  findings.error({
    code: 'FR302',
    title: `${what} \`${name.text}\` is defined twice`,
    span: name.span,
    label: 'defined again here',
    context: [findings.at(first.name, 'first defined here')],
    help: ['give one of them another name'],
  });
}

/** What a name means, seen from a scope; null when nothing of that kind has it. */
export function findDefinition<W extends keyof Definable>(
  scope: Scope,
  what: W,
  name: string,
): Found<Definable[W]> | null {
  for (let each: Scope | null = scope; each !== null; each = each.parent) {
    const definition = definedIn(each, what, name);
    if (definition !== undefined) return { definition, scope: each };
  }
  return null;
}

/** What a name means in this very block. */
export function definedIn<W extends keyof Definable>(
  scope: Scope,
  what: W,
  name: string,
): Definable[W] | undefined {
  // The table of a kind holds definitions of that kind only.
  return scope[TABLES[what]].get(name) as Definable[W] | undefined;
}

/** The names of that kind in this very block. */
export function namesIn(scope: Scope, what: keyof Definable): readonly string[] {
  return [...scope[TABLES[what]].keys()];
}

/** All names of that kind that can be seen from a scope. */
export function visibleNames(scope: Scope, what: keyof Definable): readonly string[] {
  const names: string[] = [];
  for (let each: Scope | null = scope; each !== null; each = each.parent) names.push(...namesIn(each, what));
  return names;
}
