import type * as ast from '../3-ast/nodes.ts';
import type { Findings } from './findings.ts';

/** The definitions of one flow or pipeline. Names that it lacks are looked up in what encloses it. */
export interface Scope {
  readonly owner: ast.FlowDefinition | ast.PipelineDefinition;
  readonly parent: Scope | null;
  readonly connectors: ReadonlyMap<string, ast.ConnectorDefinition>;
  readonly pipelines: ReadonlyMap<string, ast.PipelineDefinition>;
  readonly scripts: ReadonlyMap<string, ast.ScriptDefinition>;
  readonly windows: ReadonlyMap<string, ast.WindowDefinition>;
}

/** A definition together with the scope that it stands in. */
export interface Found<D> {
  readonly definition: D;
  readonly scope: Scope;
}

/** What has a name, by the word for it. */
export interface Definable extends Creatable {
  readonly window: ast.WindowDefinition;
}

/** What `create` can name, by the word after it. */
export interface Creatable {
  readonly connector: ast.ConnectorDefinition;
  readonly pipeline: ast.PipelineDefinition;
  readonly script: ast.ScriptDefinition;
}

const TABLES = {
  connector: 'connectors',
  pipeline: 'pipelines',
  script: 'scripts',
  window: 'windows',
} as const;

/** Collects what a flow or pipeline defines; reports what is defined twice. */
export function openScope(owner: Scope['owner'], parent: Scope | null, findings: Findings): Scope {
  const connectors = new Map<string, ast.ConnectorDefinition>();
  const pipelines = new Map<string, ast.PipelineDefinition>();
  const scripts = new Map<string, ast.ScriptDefinition>();
  const windows = new Map<string, ast.WindowDefinition>();
  for (const statement of owner.body) {
    if (statement.kind === 'define-connector') declare(connectors, statement, 'connector', findings);
    else if (statement.kind === 'define-pipeline') declare(pipelines, statement, 'pipeline', findings);
    else if (statement.kind === 'define-script') declare(scripts, statement, 'script', findings);
    else if (statement.kind === 'define-window') declare(windows, statement, 'window', findings);
  }
  return { owner, parent, connectors, pipelines, scripts, windows };
}

/** Enters a definition into its table unless the name is taken (reported). */
export function declare<D extends { readonly name: ast.Name }>(
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
    const definition = each[TABLES[what]].get(name);
    // The table of a kind holds definitions of that kind only.
    if (definition !== undefined) return { definition: definition as Definable[W], scope: each };
  }
  return null;
}

/** All names of that kind that can be seen from a scope. */
export function visibleNames(scope: Scope, what: keyof Definable): readonly string[] {
  const names: string[] = [];
  for (let each: Scope | null = scope; each !== null; each = each.parent)
    names.push(...each[TABLES[what]].keys());
  return names;
}
