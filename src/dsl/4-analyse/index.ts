/**
 * Phase 4: what the names in a file mean, and whether what is written fits together. The tree stays as it is; what is
 * found out goes into the tables of `facts.ts`.
 */
import type { Registry } from '../../runtime/registry.ts';
import type { Diagnostic, PhaseResult, Source } from '../diagnostics/diagnostic.ts';
import type * as ast from '../3-ast/nodes.ts';
import { loadConnectors } from './connectors.ts';
import { analyseDeployments } from './deployments.ts';
import type { Override } from './deployments.ts';
import type { Analysis, FlowFacts } from './facts.ts';
import { Findings } from './findings.ts';
import { analyseFlow } from './flow.ts';
import { PipelineAnalyser } from './pipelines.ts';
import { declare } from './scope.ts';

export type { Override } from './deployments.ts';
export type * from './facts.ts';
export { Findings } from './findings.ts';
export { analyseScript } from './script/index.ts';
export type { ExpressionFacts, Reads, ScriptFacts } from './script/index.ts';
export { keysAt, takesInteger } from './schema.ts';
export { inFlowrun } from './tremor-names.ts';
export type { PartKind } from './tremor-names.ts';

/** What analysis needs besides the tree. */
export interface AnalyseInput {
  readonly file: ast.FlowFile;
  readonly source: Source;
  /** What the phases before have reported. */
  readonly earlier: readonly Diagnostic[];
  readonly registry: Registry;
  readonly overrides: readonly Override[];
}

/** Analyses a file as a whole, also when parts of it did not parse. Loads the connector types that it names. */
export async function analyse(input: AnalyseInput): Promise<PhaseResult<Analysis>> {
  const { file, source, registry, overrides } = input;
  const findings = new Findings(source, input.earlier);
  const parts = await loadConnectors(file, registry, findings);
  const pipelines = new PipelineAnalyser(findings);
  const names = new Map<string, ast.FlowDefinition>();
  const flows = new Map<ast.FlowDefinition, FlowFacts>();
  for (const item of file.items) {
    if (item.kind !== 'define-flow') continue;
    declare(names, item, 'flow', findings);
    flows.set(item, analyseFlow(item, parts, pipelines, findings));
  }
  const deployments = analyseDeployments(file, names, overrides, findings);
  const value = { source, deployments, flows, pipelines: pipelines.results };
  return { value, diagnostics: findings.diagnostics };
}
