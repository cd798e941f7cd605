/** Warnings about ports inside of a pipeline that nothing reaches, or that lead nowhere. */
import { label } from '../diagnostics/report.ts';
import type { Label, Source, Span } from '../diagnostics/diagnostic.ts';
import type * as ast from '../3-ast/nodes.ts';
import type { PipelineFacts, PipelineNode } from './facts.ts';
import type { Findings } from './findings.ts';
import { reachesOut } from './script-ends.ts';
import { checkDefinitions } from './usage.ts';

export function checkNodeUsage(pipeline: PipelineFacts, findings: Findings): void {
  checkDefinitions(pipeline.definition.body, findings);
  // A select that failed leaves ends open that its author did connect.
  const written = pipeline.definition.body.filter((statement) => statement.kind === 'select');
  if (written.length > pipeline.selects.length) return;
  for (const [name, node] of pipeline.nodes) {
    checkReached(name, node, pipeline, findings);
    checkTaken(name, node, pipeline, findings);
  }
  checkOwnPorts(pipeline, findings);
}

function checkReached(name: string, node: PipelineNode, pipeline: PipelineFacts, findings: Findings): void {
  if (pipeline.selects.some((select) => select.into.node === name)) return;
  findings.warn({
    code: 'FR727',
    title: `no event reaches ${node.kind} \`${name}\``,
    span: node.statement.name.span,
    label: `nothing is selected into \`${name}\``,
    help: [`add \`select event from … into ${name};\`, or remove it`],
  });
}

function checkTaken(name: string, node: PipelineNode, pipeline: PipelineFacts, findings: Findings): void {
  for (const { port, span, emit } of expectedOutputs(node, pipeline.scope.source)) {
    if (isTaken(name, port, pipeline)) continue;
    const reference = port === 'out' ? name : `${name}/${port}`;
    const isExtra = (node.kind === 'script' || node.kind === 'operator') && port !== 'out';
    findings.warn({
      code: isExtra ? 'FR725' : 'FR728',
      title: `nobody selects from port \`${port}\` of ${node.kind} \`${name}\``,
      span,
      label: isExtra ? 'events on this port go to `err`' : `events from \`${port}\` are dropped`,
      context: isExtra ? [emit ?? findings.at(node.statement.name, 'created here')] : [],
      help: [`add \`select event from ${reference} into …;\``],
    });
  }
}

interface ExpectedOutput {
  readonly port: string;
  /** Where a message points at. */
  readonly span: Span;
  /** Where a script emits to it, if that is in another file. */
  readonly emit?: Label;
}

/** The output ports that somebody should select from; errors find their way by themselves. */
function expectedOutputs(node: PipelineNode, here: Source): readonly ExpectedOutput[] {
  const span = node.statement.name.span;
  switch (node.kind) {
    case 'stream':
      return [{ port: 'out', span }];
    case 'pipeline':
      return node.facts.outputs.filter((port) => port !== 'err').map((port) => ({ port, span }));
    case 'operator':
      return operatorOutputs(node);
    case 'script': {
      const extra: ExpectedOutput[] = reachesOut(node.definition) ? [{ port: 'out', span }] : [];
      for (const [port, emitSpan] of node.facts.outputs) {
        if (port === 'out' || port === 'err' || emitSpan === null) continue;
        const { source } = node.home;
        // Where the script comes from a module, it is here that the port is forgotten.
        if (source === here) extra.push({ port, span: emitSpan });
        else extra.push({ port, span, emit: label(source, emitSpan, 'emitted here') });
      }
      return extra;
    }
  }
}

/** Where dropping is what an operator is for, nobody has to take what it drops. */
function operatorOutputs({
  facts,
  statement,
}: Extract<PipelineNode, { kind: 'operator' }>): readonly ExpectedOutput[] {
  const { outputs, part } = facts;
  if (outputs === 'any') return [];
  return outputs
    .filter((port) => part?.mayDrop?.includes(port) !== true)
    .map((port) => ({ port, span: statement.name.span }));
}

function isTaken(name: string, port: string, pipeline: PipelineFacts): boolean {
  return pipeline.selects.some(({ from }) => from.node === name && from.port === port);
}

function checkOwnPorts(pipeline: PipelineFacts, findings: Findings): void {
  const { definition, inputs, outputs, selects } = pipeline;
  for (const port of inputs) {
    if (selects.some(({ from }) => from.node === null && from.port === port)) continue;
    findings.warn({
      code: 'FR728',
      title: `nobody selects from port \`${port}\` of pipeline \`${definition.name.text}\``,
      span: nameOf(definition.inputs, port) ?? definition.name.span,
      label: `events from \`${port}\` are dropped`,
      help: [`add \`select event from ${port} into …;\``],
    });
  }
  for (const port of outputs) {
    if (port === 'err' || selects.some(({ into }) => into.node === null && into.port === port)) continue;
    findings.warn({
      code: 'FR727',
      title: `no event reaches port \`${port}\` of pipeline \`${definition.name.text}\``,
      span: nameOf(definition.outputs, port) ?? definition.name.span,
      label: `nothing is selected into \`${port}\``,
      help: [`add \`select event from … into ${port};\``],
    });
  }
}

/** Where a port is declared, if it is. */
function nameOf(names: readonly ast.Name[] | null, port: string): Span | undefined {
  return names?.find((name) => name.text === port)?.span;
}
