import type { Label } from '../diagnostics/diagnostic.ts';
import { listed } from '../diagnostics/suggest.ts';
import type * as ast from '../3-ast/nodes.ts';
import type { PipelineFacts } from './facts.ts';
import type { Findings } from './findings.ts';

export interface PipelinePorts {
  readonly inputs: readonly string[];
  /** Always contains `err`. */
  readonly outputs: readonly string[];
}

/**
 * The ports of a pipeline: those after `from` and `into`. Without such a list they are `in`, and `out` and `err`,
 * and `in/name` or `out/name` in a select makes another one.
 */
export function declaredPorts(definition: ast.PipelineDefinition, findings: Findings): PipelinePorts {
  const inputs = checkedNames(definition.inputs, ['out', 'err'], findings);
  const outputs = checkedNames(definition.outputs, ['in'], findings);
  const selects = definition.body.filter((statement) => statement.kind === 'select');
  return {
    inputs: [...new Set(inputs ?? ['in', ...extraPorts(selects, 'from', 'in')])],
    outputs: [...new Set([...(outputs ?? ['out', ...extraPorts(selects, 'into', 'out')]), 'err'])],
  };
}

/** A label at the list of ports where there is one, otherwise at the pipeline's name. */
export function portsLabel(
  facts: Pick<PipelineFacts, 'definition' | 'inputs' | 'outputs'>,
  side: keyof PipelinePorts,
  findings: Findings,
): Label {
  const { definition } = facts;
  const names = definition[side];
  const what = side === 'inputs' ? 'input' : 'output';
  if (names === null || names.length === 0) {
    return findings.at(definition.name, `its ${what} ports: ${listed(facts[side], 'and')}`);
  }
  const span = { start: names[0]!.span.start, end: names.at(-1)!.span.end };
  return findings.at({ span }, `these are its ${what} ports`);
}

function extraPorts(
  selects: readonly ast.SelectStatement[],
  clause: 'from' | 'into',
  node: string,
): readonly string[] {
  return selects
    .map((select) => select[clause])
    .filter((end) => end.node.text === node && end.port !== null)
    .map((end) => end.port!.text);
}

/**
 * The names in a list of ports, as far as they are in order. An input and an output may have the same name: `from` and
 * `into`, or the sides of a `connect`, tell which.
 */
function checkedNames(
  names: readonly ast.Name[] | null,
  reserved: readonly string[],
  findings: Findings,
): readonly string[] | null {
  if (names === null) return null;
  const ports = new Map<string, ast.Name>();
  for (const name of names) {
    const first = ports.get(name.text);
    if (first !== undefined) reportRepeat(name, first, findings);
    else if (reserved.includes(name.text)) reportReserved(name, findings);
    else ports.set(name.text, name);
  }
  return [...ports.keys()];
}

function reportRepeat(name: ast.Name, first: ast.Name, findings: Findings): void {
  findings.error({
    code: 'FR322',
    title: `port \`${name.text}\` is declared twice`,
    span: name.span,
    label: 'declared again here',
    context: [findings.at(first, 'first declared here')],
    help: ['rename or remove one of them'],
  });
}

function reportReserved(name: ast.Name, findings: Findings): void {
  findings.error({
    code: 'FR304',
    title: `port name \`${name.text}\` is reserved`,
    span: name.span,
    label: name.text === 'in' ? 'the name of the usual input port' : 'the name of an output port',
    help: ['give it another name'],
  });
}
