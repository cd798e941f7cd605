import { listed, suggest } from '../diagnostics/suggest.ts';
import type { Label } from '../diagnostics/diagnostic.ts';
import type * as ast from '../3-ast/nodes.ts';
import { cyclePath, findCycles } from './cycles.ts';
import type { FlowFacts, ResolvedEnd, ResolvedLink } from './facts.ts';
import type { Findings } from './findings.ts';
import type { PipelineAnalyser } from './pipelines.ts';
import { portsLabel } from './ports.ts';
import { blockOf } from './scope.ts';
import type { Scope } from './scope.ts';

/** What a `connect` can refer to. */
export interface Connectable {
  readonly scope: Scope;
  readonly created: Pick<FlowFacts, 'connectors' | 'pipelines'>;
  readonly pipelines: PipelineAnalyser;
}

/** The two sides of `connect`. */
const SIDES = {
  from: { usualPort: 'out', connectorPorts: ['out', 'err'], direction: 'output', otherSide: 'to' },
  to: { usualPort: 'in', connectorPorts: ['in'], direction: 'input', otherSide: 'from' },
} as const;

type Side = keyof typeof SIDES;

/** The `connect` statements of a flow, as far as both ends exist. */
export function analyseLinks(connectable: Connectable, findings: Findings): readonly ResolvedLink[] {
  const links: ResolvedLink[] = [];
  for (const statement of connectable.scope.body) {
    if (statement.kind !== 'connect') continue;
    const from = resolveEnd(statement.from, 'from', connectable, findings);
    const to = resolveEnd(statement.to, 'to', connectable, findings);
    if (from === null || to === null) continue;
    const first = links.find((link) => isSameEnd(link.from, from) && isSameEnd(link.to, to));
    if (first === undefined) links.push({ statement, from, to });
    else reportRepeat(statement, first, findings);
  }
  checkCycles(links, findings);
  return links;
}

function resolveEnd(
  endpoint: ast.Endpoint,
  side: Side,
  connectable: Connectable,
  findings: Findings,
): ResolvedEnd | null {
  const { what, name } = endpoint;
  const ports = portsOf(endpoint, connectable, findings);
  if (ports === null) {
    reportUnknownEnd(endpoint, connectable, findings);
    return null;
  }
  const port = endpoint.port?.text ?? SIDES[side].usualPort;
  if (!ports[side].includes(port)) {
    reportPort(endpoint, port, side, ports, findings);
    return null;
  }
  return { endpoint, what, name: name.text, port };
}

/** The ports of what an endpoint names, and where they are declared. */
type Ports = Readonly<Record<Side, readonly string[]>> & {
  readonly definition: ast.ConnectorDefinition | ast.PipelineDefinition;
  /** Those of the file that it is defined in. */
  readonly findings: Findings;
  readonly label: (side: Side) => Label;
};

function portsOf(endpoint: ast.Endpoint, connectable: Connectable, findings: Findings): Ports | null {
  const { created, pipelines } = connectable;
  const name = endpoint.name.text;
  if (endpoint.what === 'connector') {
    const connector = created.connectors.get(name);
    if (connector === undefined) return null;
    const { definition, home, part } = connector.facts;
    return {
      findings: findings.of(home.source),
      from: SIDES.from.connectorPorts,
      to: [...SIDES.to.connectorPorts, ...(part?.inputPorts ?? [])],
      definition,
      label: () => findings.of(home.source).at(definition.name, 'defined here'),
    };
  }
  const pipeline = created.pipelines.get(name);
  if (pipeline === undefined) return null;
  const facts = pipelines.analyse(pipeline.definition, pipeline.home);
  const own = findings.of(facts.scope.source);
  return {
    findings: own,
    from: facts.outputs,
    to: facts.inputs,
    definition: pipeline.definition,
    label: (side) => portsLabel(facts, side === 'from' ? 'outputs' : 'inputs', own),
  };
}

function reportUnknownEnd(endpoint: ast.Endpoint, connectable: Connectable, findings: Findings): void {
  const { scope, created } = connectable;
  if (findings.hasHoles(blockOf(scope))) return;
  const { what, name } = endpoint;
  const table = what === 'connector' ? 'connectors' : 'pipelines';
  const other = what === 'connector' ? 'pipeline' : 'connector';
  const definition = scope[table].get(name.text);
  if (definition !== undefined) {
    findings.errorOnce(definition, {
      code: 'FR310',
      title: `${what} \`${name.text}\` is defined but not created`,
      span: name.span,
      label: 'not created in this flow',
      context: [findings.at(definition.name, 'defined here')],
      help: [`add \`create ${what} ${name.text};\``],
    });
    return;
  }
  const isOther = created[`${other}s`].has(name.text);
  findings.error({
    code: 'FR310',
    title: `unknown ${what} \`${name.text}\``,
    span: name.span,
    label: `no ${what} of this name is created`,
    help: [
      isOther
        ? `there is a ${other} of this name: \`/${other}/${name.text}\``
        : suggest(name.text, created[table].keys(), table),
    ],
  });
}

function reportPort(
  endpoint: ast.Endpoint,
  port: string,
  side: Side,
  ports: Ports,
  findings: Findings,
): void {
  // The port may be declared in the part that did not parse.
  if (ports.findings.isDamaged(ports.definition)) return;
  const { what, name } = endpoint;
  const { direction, otherSide } = SIDES[side];
  const span = (endpoint.port ?? endpoint.name).span;
  if (ports[otherSide].includes(port)) {
    findings.error({
      code: 'FR313',
      title: `cannot connect ${side} port \`${port}\` of ${what} \`${name.text}\``,
      span,
      label: `an ${SIDES[otherSide].direction} port`,
      context: [ports.label(side)],
      help: [`\`${side}\` takes an ${direction} port: ${listed(ports[side], 'or')}`],
    });
    return;
  }
  findings.error({
    code: 'FR312',
    title: `unknown port \`${port}\` on ${what} \`${name.text}\``,
    span,
    label:
      endpoint.port === null
        ? `it has no port \`${port}\`, which is meant when none is written`
        : 'no such port',
    context: [ports.label(side)],
    help: [suggest(port, ports[side], `${direction} ports`)],
  });
}

function reportRepeat(statement: ast.ConnectStatement, first: ResolvedLink, findings: Findings): void {
  findings.error({
    code: 'FR314',
    title: 'the same two ports are connected twice',
    span: statement.span,
    label: 'connected again here',
    context: [findings.at(first.statement, 'first connected here')],
    help: ['remove one of them: every event would arrive twice'],
  });
}

/** Pipelines that feed each other would run for ever. A connector on the way (a reply) ends the round. */
function checkCycles(links: readonly ResolvedLink[], findings: Findings): void {
  const between = links.filter((link) => link.from.what === 'pipeline' && link.to.what === 'pipeline');
  const edges = between.map((link) => ({ from: link.from.name, to: link.to.name, origin: link }));
  for (const cycle of findCycles(edges)) {
    const statements = cycle.map((edge) => edge.origin.statement);
    findings.error({
      code: 'FR315',
      title: `pipelines are connected in a circle: ${cyclePath(cycle)}`,
      span: statements.at(-1)!.span,
      label: 'this closes the circle',
      context: statements.slice(0, -1).map((statement) => findings.at(statement, 'by way of this')),
      help: ['remove one of these connections: an event would go round for ever'],
    });
  }
}

function isSameEnd(a: ResolvedEnd, b: ResolvedEnd): boolean {
  return a.what === b.what && a.name === b.name && a.port === b.port;
}
