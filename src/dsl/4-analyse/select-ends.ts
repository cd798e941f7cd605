import type { Label } from '../diagnostics/diagnostic.ts';
import { listed, suggest } from '../diagnostics/suggest.ts';
import type * as ast from '../3-ast/nodes.ts';
import type { PipelineFacts, PipelineNode, SelectEnd } from './facts.ts';
import type { Findings } from './findings.ts';
import { portsLabel } from './ports.ts';
import { definedBy } from './scope.ts';

/** A pipeline as far as it is known before its selects. */
export type PipelineHead = Omit<PipelineFacts, 'selects'>;

/** The two ends of a select: `from` takes what comes in and what nodes give, `into` the other way round. */
const CLAUSES = {
  from: { ownPorts: 'inputs', usual: 'in', nodePort: 'out', direction: 'output', other: 'into' },
  into: { ownPorts: 'outputs', usual: 'out', nodePort: 'in', direction: 'input', other: 'from' },
} as const;

type Clause = keyof typeof CLAUSES;

/** The port that `from` or `into` means; null when there is none (reported). */
export function resolveSelectEnd(
  reference: ast.PortReference,
  clause: Clause,
  pipeline: PipelineHead,
  findings: Findings,
): SelectEnd | null {
  const name = reference.node.text;
  const own = resolveOwnPort(reference, clause, pipeline, findings);
  if (own !== 'other') return own;
  const node = pipeline.nodes.get(name);
  if (node === undefined) {
    reportUnknownNode(reference, clause, pipeline, findings);
    return null;
  }
  const ports = portsOfNode(node);
  const port = reference.port?.text ?? CLAUSES[clause].nodePort;
  if (ports[clause] === 'any' || ports[clause].includes(port)) return { node: name, port };
  reportPort(reference, port, clause, ports, node, findings);
  return null;
}

/** `in`, `out`, `err`, `in/x`, `out/x`, or a port by its bare name; `other` when the name is none of these. */
function resolveOwnPort(
  reference: ast.PortReference,
  clause: Clause,
  pipeline: PipelineHead,
  findings: Findings,
): SelectEnd | null | 'other' {
  const name = reference.node.text;
  const { ownPorts, usual, other } = CLAUSES[clause];
  const isInOrOut = name === 'in' || name === 'out';
  const isRightWay = name === usual || pipeline[ownPorts].includes(name);
  if (!isRightWay) {
    if (!isInOrOut && !pipeline[CLAUSES[other].ownPorts].includes(name)) return 'other';
    reportWrongWay(reference, clause, pipeline, findings);
    return null;
  }
  const port = reference.port ?? reference.node;
  if (pipeline[ownPorts].includes(port.text) && (isInOrOut || reference.port === null)) {
    return { node: null, port: port.text };
  }
  const known = isInOrOut
    ? suggest(port.text, pipeline[ownPorts], `${ownPorts}`)
    : `\`${name}\` is a port itself`;
  findings.error({
    code: 'FR312',
    title: `unknown port \`${port.text}\` on ${isInOrOut ? 'pipeline' : 'port'} \`${isInOrOut ? pipeline.definition.name.text : name}\``,
    span: port.span,
    label: 'no such port',
    context: [portsLabel(pipeline, ownPorts, findings)],
    help: [known],
  });
  return null;
}

function reportWrongWay(
  reference: ast.PortReference,
  clause: Clause,
  pipeline: PipelineHead,
  findings: Findings,
): void {
  const { ownPorts, other } = CLAUSES[clause];
  findings.error({
    code: 'FR319',
    title: `cannot select ${clause} \`${reference.node.text}\``,
    span: reference.node.span,
    label: clause === 'from' ? 'an output port of the pipeline' : 'an input port of the pipeline',
    context: [portsLabel(pipeline, CLAUSES[other].ownPorts, findings)],
    help: [`\`${clause}\` takes ${listed(pipeline[ownPorts], 'or')}, or a node`],
  });
}

type NodePorts = Readonly<Record<Clause, readonly string[] | 'any'>>;

/** What can be selected from a node, and into it. */
function portsOfNode(node: PipelineNode): NodePorts {
  switch (node.kind) {
    case 'stream':
      return { from: ['out'], into: ['in'] };
    case 'script': {
      const { inputs, outputs, dynamicOutputs } = node.facts;
      return { from: dynamicOutputs ? 'any' : [...outputs.keys()], into: inputs };
    }
    case 'operator': {
      const { outputs } = node.facts;
      return { from: outputs === 'any' ? 'any' : [...outputs, 'err'], into: ['in'] };
    }
    case 'pipeline':
      return { from: node.facts.outputs, into: node.facts.inputs };
  }
}

function reportUnknownNode(
  reference: ast.PortReference,
  clause: Clause,
  pipeline: PipelineHead,
  findings: Findings,
): void {
  const { definition, nodes } = pipeline;
  if (findings.hasHoles(definition)) return;
  const name = reference.node.text;
  // A `create` that failed has been reported; its name is known all the same.
  if (definition.body.some((each) => each.kind === 'create' && each.name.text === name)) return;
  const defined = definition.body.find(
    (each) => definedBy(each) !== null && 'name' in each && each.name.text === name,
  );
  if (defined !== undefined && 'name' in defined) {
    const what = definedBy(defined)!;
    findings.errorOnce(defined, {
      code: 'FR317',
      title: `${what} \`${name}\` is defined but not created`,
      span: reference.node.span,
      label: 'not created in this pipeline',
      context: [findings.at(defined.name, 'defined here')],
      help: [`add \`create ${what} ${name};\``],
    });
    return;
  }
  findings.error({
    code: 'FR317',
    title: `unknown node \`${name}\``,
    span: reference.node.span,
    label: 'nothing of this name is created here',
    help: [suggest(name, [...nodes.keys(), ...pipeline[CLAUSES[clause].ownPorts]], 'nodes and ports')],
  });
}

function reportPort(
  reference: ast.PortReference,
  port: string,
  clause: Clause,
  ports: NodePorts,
  node: PipelineNode,
  findings: Findings,
): void {
  const name = reference.node.text;
  const { direction, other } = CLAUSES[clause];
  // The port may be declared in the part that did not parse.
  if (node.kind !== 'stream' && findings.of(node.home.source).isDamaged(node.definition)) return;
  const known = ports[clause] === 'any' ? [] : ports[clause];
  const span = (reference.port ?? reference.node).span;
  const context: readonly Label[] = [findings.at(node.statement.name, 'created here')];
  const isReversed = ports[other] !== 'any' && ports[other].includes(port);
  if (isReversed) {
    findings.error({
      code: 'FR319',
      title: `cannot select ${clause} port \`${port}\` of ${node.kind} \`${name}\``,
      span,
      label: `an ${CLAUSES[other].direction} port`,
      context,
      help: [`\`${clause}\` takes an ${direction} port: ${listed(known, 'or')}`],
    });
    return;
  }
  findings.error({
    code: 'FR318',
    title: `unknown port \`${port}\` on ${node.kind} \`${name}\``,
    span,
    label: 'no such port',
    context,
    help: [suggest(port, known, `${direction} ports`)],
  });
}
