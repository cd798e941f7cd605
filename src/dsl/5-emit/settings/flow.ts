import type { Registry } from '../../../runtime/registry.ts';
import { EMPTY_RECORD } from '../../../runtime/value/value.ts';
import type * as ast from '../../3-ast/nodes.ts';
import { layersOf } from '../../4-analyse/index.ts';
import type {
  ConnectorFacts,
  Deployment,
  Findings,
  FlowFacts,
  Override,
  ResolvedEnd,
} from '../../4-analyse/index.ts';
import type { Source } from '../../diagnostics/diagnostic.ts';
import { configure } from './config.ts';
import type { Config } from './config.ts';
import { configureConnector } from './connector.ts';
import type { ConfiguredConnector } from './connector.ts';
import { flowEnvironment } from './environment.ts';
import type { Environment } from './environment.ts';

/** One deployed flow with its arguments filled in and its connectors configured. */
export interface ConfiguredFlow {
  readonly name: string;
  readonly definition: string;
  readonly facts: FlowFacts;
  readonly environment: Environment;
  readonly connectors: readonly ConfiguredConnector[];
  /** What the head of the file says, and how. */
  readonly config: Config;
  readonly head: readonly ast.Setting[];
  /** The file. */
  readonly source: Source;
}

/** Null when its arguments have no values (reported). A connector that is not in order is left out (reported). */
export async function configureFlow(
  deployment: Deployment,
  facts: FlowFacts,
  registry: Registry,
  overrides: readonly Override[],
  findings: Findings,
): Promise<ConfiguredFlow | null> {
  const { statement, definition, scope } = deployment;
  const environment = flowEnvironment(deployment, facts.scope, overrides, findings);
  if (environment === null) return null;
  const head = scope.owner.kind === 'file' ? scope.owner.config : [];
  const ofFile = { title: 'the file', span: statement.name.span };
  const config = configure(head, ofFile, { scope, args: EMPTY_RECORD }, findings);
  const connectors: ConfiguredConnector[] = [];
  for (const created of facts.connectors.values()) {
    const connector = await configureConnector(created, environment, registry, findings);
    if (connector === null) continue;
    const { metricsIntervalMs = config.metricsIntervalMs } = connector;
    connectors.push({ ...connector, metricsIntervalMs });
  }
  const flow = {
    name: statement.name.text,
    definition: definition.name.text,
    facts,
    environment,
    connectors,
    config,
    head,
    source: scope.source,
  };
  for (const link of facts.links) {
    checkRole(link.from, 'source', flow, findings.of(facts.scope.source));
    checkRole(link.to, 'sink', flow, findings.of(facts.scope.source));
  }
  return flow;
}

/** Can this end do what the link asks of it? Only its settings tell: a `file` reads or writes, by its `mode`. */
function checkRole(
  end: ResolvedEnd,
  role: 'source' | 'sink',
  flow: ConfiguredFlow,
  findings: Findings,
): void {
  // A sink's `err` gives back what it refused.
  if (end.what === 'pipeline' || end.port === 'err') return;
  const connector = flow.connectors.find((each) => each.name === end.name);
  const created = flow.facts.connectors.get(end.name);
  if (connector === undefined || created === undefined || connector.roles[role]) return;
  const does = role === 'source' ? 'read' : 'write';
  const layers = layersOf(created.facts);
  const { definition, home } = layers.find(hasConfig) ?? layers.at(-1)!;
  const config = definition.settings.find(isConfig);
  const own = findings.of(home.source);
  findings.error({
    code: 'FR325',
    title: `connector \`${end.name}\` does not ${does}`,
    span: end.endpoint.name.span,
    label: role === 'source' ? 'no events come from it' : 'it takes no events',
    context: [
      config === undefined
        ? own.at(definition.type, `\`${connector.definition.type}\` does not ${does}`)
        : own.at(config.name, `\`${connector.definition.type}\` does not ${does} with these settings`),
    ],
    help: [
      connector.roles.source || connector.roles.sink
        ? `it can stand on the other side: \`connect ${role === 'source' ? `… to /connector/${end.name}` : `/connector/${end.name} to …`}\``
        : undefined,
    ],
  });
}

function hasConfig({ definition }: ConnectorFacts): boolean {
  return definition.settings.some(isConfig);
}

function isConfig({ name }: ast.Setting): boolean {
  return name.text === 'config';
}
