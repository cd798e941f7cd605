import type { ConnectorDefinition } from '../../runtime/api.ts';
import { findPart } from '../../runtime/registry.ts';
import type { Registry } from '../../runtime/registry.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type * as ast from '../3-ast/nodes.ts';
import type { Program } from '../modules/program.ts';
import type { Findings } from './findings.ts';
import { inFlowrun } from './tremor-names.ts';

/** What connector definitions refer to. */
export interface Parts {
  readonly registry: Registry;
  /** Null for a type that does not exist (reported). A definition that begins with that of a module is not here. */
  readonly connectors: ReadonlyMap<ast.ConnectorDefinition, ConnectorDefinition | null>;
}

/** Loads the parts that connector definitions name, and no others. */
export async function loadConnectors(
  { files }: Program,
  registry: Registry,
  findings: Findings,
): Promise<Parts> {
  const loaded = files.flatMap(({ tree, source }) =>
    definitionsIn(tree).map((definition) => loadPart(definition, registry, findings.of(source))),
  );
  const known = (await Promise.all(loaded)).filter((each) => each !== null);
  return { registry, connectors: new Map(known) };
}

/** `file`, `s3` …; `m::x` where another definition is meant. */
export function typeName(definition: ast.ConnectorDefinition): string {
  return definition.type.names.map((name) => name.text).join('::');
}

function definitionsIn({ items }: ast.FlowFile): readonly ast.ConnectorDefinition[] {
  return items
    .flatMap<ast.FileItem | ast.FlowStatement>((item) => (item.kind === 'define-flow' ? item.body : [item]))
    .filter((statement) => statement.kind === 'define-connector');
}

async function loadPart(
  definition: ast.ConnectorDefinition,
  registry: Registry,
  findings: Findings,
): Promise<readonly [ast.ConnectorDefinition, ConnectorDefinition | null] | null> {
  const part = findPart(registry.connectors, typeName(definition));
  if (part !== undefined) return [definition, await part.load()];
  if (definition.type.names.length > 1) return null;
  reportUnknownType(definition, registry, findings);
  return [definition, null];
}

function reportUnknownType(
  definition: ast.ConnectorDefinition,
  registry: Registry,
  findings: Findings,
): void {
  const type = typeName(definition);
  const types = registry.connectors.map((each) => each.name);
  findings.error({
    code: 'FR306',
    title: `unknown connector type \`${type}\``,
    span: definition.type.span,
    label: 'no such type',
    help: [inFlowrun('connector', type, types) ?? suggest(type, types, 'types')],
  });
}
