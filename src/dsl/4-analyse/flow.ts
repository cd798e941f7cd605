import type * as ast from '../3-ast/nodes.ts';
import { checkParameters } from './arguments.ts';
import type { ConnectorAnalyser } from './connectors.ts';
import { enter, resolveConnector, resolveCreate } from './creates.ts';
import type { CreatedConnector, CreatedPipeline, FlowFacts } from './facts.ts';
import type { Findings } from './findings.ts';
import { analyseLinks } from './links.ts';
import type { PipelineAnalyser } from './pipelines.ts';
import { openInner } from './scope.ts';
import type { Scope } from './scope.ts';
import { checkFlowUsage } from './usage.ts';

/** What analyses the definitions in a flow. */
export interface Analysers {
  readonly connectors: ConnectorAnalyser;
  readonly pipelines: PipelineAnalyser;
}

/** One `define flow`: its definitions, what it creates of them, and how that is connected. `file` is where it stands. */
export function analyseFlow(
  definition: ast.FlowDefinition,
  file: Scope,
  analysers: Analysers,
  findings: Findings,
): FlowFacts {
  checkParameters(definition.params, file, findings);
  const scope = openInner(definition, file, findings);
  for (const statement of definition.body) {
    if (statement.kind === 'define-connector') analysers.connectors.analyse(statement, scope);
    else if (statement.kind === 'define-pipeline') analysers.pipelines.analyse(statement, scope);
  }
  const created = resolveCreates(definition, scope, analysers, findings);
  const links = analyseLinks({ scope, created, pipelines: analysers.pipelines }, findings);
  const facts = { definition, scope, ...created, links };
  if (findings.isWhole) {
    checkFlowUsage(facts, analysers.pipelines.results, findings);
    scope.modules.warnOfUnused(findings);
  }
  return facts;
}

function resolveCreates(
  flow: ast.FlowDefinition,
  scope: Scope,
  analysers: Analysers,
  findings: Findings,
): Pick<FlowFacts, 'connectors' | 'pipelines'> {
  const connectors = new Map<string, CreatedConnector>();
  const pipelines = new Map<string, CreatedPipeline>();
  for (const statement of flow.body) {
    if (statement.kind !== 'create') continue;
    if (statement.what === 'connector') {
      const facts = resolveConnector(statement, scope, analysers.connectors, findings);
      if (facts !== null) enter(connectors, { statement, facts }, findings);
    } else if (statement.what === 'pipeline') {
      const found = resolveCreate(statement, 'pipeline', scope, findings);
      if (found === null) continue;
      enter(pipelines, { statement, definition: found.definition, home: found.scope }, findings);
    }
  }
  return { connectors, pipelines };
}
