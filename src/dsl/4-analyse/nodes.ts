import type * as ast from '../3-ast/nodes.ts';
import { enter, resolveCreate, resolveOperator } from './creates.ts';
import type { PipelineNode } from './facts.ts';
import type { Findings } from './findings.ts';
import type { PipelineAnalyser } from './pipelines.ts';
import type { PipelinePorts } from './ports.ts';
import type { Scope } from './scope.ts';

/** What a pipeline creates, by name. Scripts, operators, streams and nested pipelines share one set of names with its ports. */
export function resolveNodes(
  definition: ast.PipelineDefinition,
  ports: PipelinePorts,
  scope: Scope,
  pipelines: PipelineAnalyser,
  findings: Findings,
): ReadonlyMap<string, PipelineNode> {
  const nodes = new Map<string, PipelineNode>();
  for (const statement of definition.body) {
    if (statement.kind !== 'create') continue;
    const node = resolveNode(statement, scope, pipelines, findings);
    if (node !== null && isFree(statement.name, ports, findings)) enter(nodes, node, findings);
  }
  return nodes;
}

function resolveNode(
  statement: ast.CreateStatement,
  scope: Scope,
  pipelines: PipelineAnalyser,
  findings: Findings,
): PipelineNode | null {
  switch (statement.what) {
    case 'stream':
      checkStream(statement, findings);
      return { kind: 'stream', statement };
    case 'script': {
      const found = resolveCreate(statement, 'script', scope, findings);
      if (found === null) return null;
      const facts = pipelines.analyseScript(found.definition, found.scope);
      return { kind: 'script', statement, definition: found.definition, home: found.scope, facts };
    }
    case 'pipeline': {
      const found = resolveCreate(statement, 'pipeline', scope, findings);
      if (found === null || containsItself(statement, found.definition, pipelines, findings)) return null;
      const facts = pipelines.analyse(found.definition, found.scope);
      warnOfConfig(statement, found.definition, findings);
      return { kind: 'pipeline', statement, definition: found.definition, home: found.scope, facts };
    }
    case 'operator': {
      const facts = resolveOperator(statement, scope, pipelines.operators, findings);
      if (facts === null) return null;
      const { definition, home } = facts;
      return { kind: 'operator', statement, definition, home, facts };
    }
    case 'connector':
      return null; // The parser has said that these do not belong here.
  }
}

/** What is inside of a pipeline becomes a part of it, and is not measured by itself. */
function warnOfConfig(
  statement: ast.CreateStatement,
  { name, config }: ast.PipelineDefinition,
  findings: Findings,
): void {
  if (config.length === 0) return;
  findings.warn({
    code: 'FR731',
    title: `the \`#!config\` of pipeline \`${name.text}\` has no effect here`,
    span: statement.name.span,
    label: 'inside of another pipeline it is not measured by itself',
    help: ['write `#!config` in the outer pipeline'],
  });
}

function isFree(name: ast.Name, ports: PipelinePorts, findings: Findings): boolean {
  const isPort = [...ports.inputs, ...ports.outputs].includes(name.text);
  if (!isPort && !['in', 'out', 'err'].includes(name.text)) return true;
  findings.error({
    code: 'FR304',
    title: `name \`${name.text}\` is reserved`,
    span: name.span,
    label: isPort ? 'the name of a port of this pipeline' : 'the name of a port',
    help: ['give it another name'],
  });
  return false;
}

function checkStream(statement: ast.CreateStatement, findings: Findings): void {
  const extra = statement.from ?? statement.settings[0];
  if (extra === undefined) return;
  findings.error({
    code: 'FR324',
    title: `stream \`${statement.name.text}\` takes neither \`from\` nor \`with\``,
    span: extra.span,
    label: 'not allowed here',
    help: [`a stream is only a name: \`create stream ${statement.name.text};\``],
  });
}

function containsItself(
  statement: ast.CreateStatement,
  definition: ast.PipelineDefinition,
  pipelines: PipelineAnalyser,
  findings: Findings,
): boolean {
  const way = pipelines.wayBackTo(definition);
  if (way === null) return false;
  const names = [...way, definition].map((each) => each.name.text);
  findings.error({
    code: 'FR323',
    title: `pipeline \`${definition.name.text}\` contains itself: ${names.join(' -> ')}`,
    span: statement.name.span,
    label: 'created inside of itself',
    context: [findings.at(definition.name, 'defined here')],
    help: ['create another pipeline here'],
  });
  return true;
}
