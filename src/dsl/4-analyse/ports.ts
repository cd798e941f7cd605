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
  checkNames(definition, findings);
  const selects = definition.body.filter((statement) => statement.kind === 'select');
  const inputs = definition.inputs?.map((name) => name.text) ?? ['in', ...extraPorts(selects, 'from', 'in')];
  const outputs = definition.outputs?.map((name) => name.text) ?? [
    'out',
    ...extraPorts(selects, 'into', 'out'),
  ];
  return { inputs: [...new Set(inputs)], outputs: [...new Set([...outputs, 'err'])] };
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

function checkNames(definition: ast.PipelineDefinition, findings: Findings): void {
  const seen = new Map<string, ast.Name>();
  const inputs = definition.inputs ?? [];
  for (const name of [...inputs, ...(definition.outputs ?? [])]) {
    const first = seen.get(name.text);
    const isInput = inputs.includes(name);
    const isTaken = isInput ? ['out', 'err'].includes(name.text) : name.text === 'in';
    if (first !== undefined) {
      findings.error({
        code: 'FR322',
        title: `port \`${name.text}\` is declared twice`,
        span: name.span,
        label: 'declared again here',
        context: [findings.at(first, 'first declared here')],
        help: ['a port has a name of its own, also among inputs and outputs: rename or remove one of them'],
      });
    } else if (isTaken) {
      findings.error({
        code: 'FR304',
        title: `port name \`${name.text}\` is reserved`,
        span: name.span,
        label: isInput ? 'the name of an output port' : 'the name of the input port',
        help: ['give it another name'],
      });
    }
    seen.set(name.text, name);
  }
}
