import type * as ast from '../3-ast/nodes.ts';
import { checkParameters } from './arguments.ts';
import { checkConnector } from './connectors.ts';
import type { Parts } from './connectors.ts';
import { enter, resolveCreate } from './creates.ts';
import type { CreatedConnector, CreatedPipeline, FlowFacts } from './facts.ts';
import type { Findings } from './findings.ts';
import { analyseLinks } from './links.ts';
import type { PipelineAnalyser } from './pipelines.ts';
import { openScope } from './scope.ts';
import type { Scope } from './scope.ts';
import { checkFlowUsage } from './usage.ts';

/** One `define flow`: its definitions, what it creates of them, and how that is connected. */
export function analyseFlow(
  definition: ast.FlowDefinition,
  parts: Parts,
  pipelineAnalyser: PipelineAnalyser,
  findings: Findings,
): FlowFacts {
  checkParameters(definition.params, [], findings);
  const scope = openScope(definition, null, findings);
  for (const statement of definition.body) {
    if (statement.kind === 'define-connector') {
      checkConnector(statement, parts, scope, findings);
    } else if (statement.kind === 'define-pipeline') {
      pipelineAnalyser.analyse(statement, scope);
    }
  }
  const created = resolveCreates(definition, scope, parts, findings);
  const links = analyseLinks({ scope, created, pipelines: pipelineAnalyser }, findings);
  const facts = { definition, ...created, links };
  if (findings.isWhole) checkFlowUsage(facts, pipelineAnalyser.results, findings);
  return facts;
}

function resolveCreates(
  flow: ast.FlowDefinition,
  scope: Scope,
  parts: Parts,
  findings: Findings,
): Pick<FlowFacts, 'connectors' | 'pipelines'> {
  const connectors = new Map<string, CreatedConnector>();
  const pipelines = new Map<string, CreatedPipeline>();
  for (const statement of flow.body) {
    if (statement.kind !== 'create') continue;
    if (statement.what === 'connector') {
      const found = resolveCreate(statement, 'connector', scope, findings);
      if (found === null) continue;
      const { definition } = found;
      enter(connectors, { statement, definition, part: parts.connectors.get(definition) ?? null }, findings);
    } else if (statement.what === 'pipeline') {
      const found = resolveCreate(statement, 'pipeline', scope, findings);
      if (found !== null) enter(pipelines, { statement, definition: found.definition }, findings);
    }
  }
  return { connectors, pipelines };
}
