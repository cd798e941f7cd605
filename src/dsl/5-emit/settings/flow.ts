import type { Registry } from '../../../runtime/registry.ts';
import type { Deployment, Findings, FlowFacts, Override, ResolvedEnd } from '../../4-analyse/index.ts';
import { configureConnector } from './connector.ts';
import type { ConfiguredConnector } from './connector.ts';
import { flowArguments } from './environment.ts';
import type { Environment } from './environment.ts';

/** One deployed flow with its arguments filled in and its connectors configured. */
export interface ConfiguredFlow {
  readonly name: string;
  readonly definition: string;
  readonly facts: FlowFacts;
  readonly environment: Environment;
  readonly connectors: readonly ConfiguredConnector[];
}

/** Null when its arguments have no values (reported). A connector that is not in order is left out (reported). */
export async function configureFlow(
  deployment: Deployment,
  facts: FlowFacts,
  registry: Registry,
  overrides: readonly Override[],
  findings: Findings,
): Promise<ConfiguredFlow | null> {
  const { statement, definition } = deployment;
  const args = flowArguments(definition, statement.settings, overrides, findings);
  if (args === null) return null;
  const environment = { owner: definition, args, parent: null };
  const connectors: ConfiguredConnector[] = [];
  for (const created of facts.connectors.values()) {
    const connector = await configureConnector(created, environment, registry, findings);
    if (connector !== null) connectors.push(connector);
  }
  const flow = {
    name: statement.name.text,
    definition: definition.name.text,
    facts,
    environment,
    connectors,
  };
  for (const link of facts.links) {
    checkRole(link.from, 'source', flow, findings);
    checkRole(link.to, 'sink', flow, findings);
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
  const { definition } = created;
  const config = definition.settings.find((setting) => setting.name.text === 'config');
  findings.error({
    code: 'FR325',
    title: `connector \`${end.name}\` does not ${does}`,
    span: end.endpoint.name.span,
    label: role === 'source' ? 'no events come from it' : 'it takes no events',
    context: [
      config === undefined
        ? findings.at(definition.type, `\`${connector.definition.type}\` does not ${does}`)
        : findings.at(config.name, `\`${connector.definition.type}\` does not ${does} with these settings`),
    ],
    help: [
      connector.roles.source || connector.roles.sink
        ? `it can stand on the other side: \`connect ${role === 'source' ? `… to /connector/${end.name}` : `/connector/${end.name} to …`}\``
        : undefined,
    ],
  });
}
