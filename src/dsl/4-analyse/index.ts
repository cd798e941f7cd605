/**
 * Phase 4: what the names in a file mean, and whether what is written fits together. The tree stays as it is; what is
 * found out goes into the tables of `facts.ts`.
 */
import type { Registry } from '../../runtime/registry.ts';
import type { Diagnostic, PhaseResult } from '../diagnostics/diagnostic.ts';
import type * as ast from '../3-ast/nodes.ts';
import type { Program } from '../modules/program.ts';
import { loadConnectors } from './connector-types.ts';
import { ConnectorAnalyser } from './connectors.ts';
import { analyseDeployments } from './deployments.ts';
import type { Override } from './deployments.ts';
import type { Analysis, FlowFacts } from './facts.ts';
import { Findings } from './findings.ts';
import { analyseFile, openFiles } from './files.ts';
import { PipelineAnalyser } from './pipelines.ts';

export type { Override } from './deployments.ts';
export type * from './facts.ts';
export { CONFIG_NAMES } from './config.ts';
export { layersOf } from './connectors.ts';
export { Findings } from './findings.ts';
export { fileOf } from './scope.ts';
export type { Scope } from './scope.ts';
export type { ExpressionFacts, Reads, ScriptFacts } from './script/index.ts';
export { keysAt, takesInteger } from './schema.ts';
export { inFlowrun, notNeeded } from './tremor-names.ts';
export type { PartKind } from './tremor-names.ts';

/** What analysis needs besides the tree. */
export interface AnalyseInput {
  readonly program: Program;
  /** What the phases before have reported. */
  readonly earlier: readonly Diagnostic[];
  readonly registry: Registry;
  readonly overrides: readonly Override[];
}

/** Analyses all files as a whole, also when parts of them did not parse. Loads the connector types that they name. */
export async function analyse(input: AnalyseInput): Promise<PhaseResult<Analysis>> {
  const { program, registry, overrides } = input;
  const findings = new Findings(program.main.source, input.earlier);
  const parts = await loadConnectors(program, registry, findings);
  const scopes = openFiles(program, findings);
  const analysers = {
    connectors: new ConnectorAnalyser(parts, findings),
    pipelines: new PipelineAnalyser(findings, registry.operators ?? []),
  };
  const flows = new Map<ast.FlowDefinition, FlowFacts>();
  for (const scope of scopes.values()) {
    for (const [definition, facts] of analyseFile(scope, analysers, findings.of(scope.source)))
      flows.set(definition, facts);
  }
  const main = scopes.get(program.main)!;
  const deployments = analyseDeployments(main, overrides, findings);
  // A module may use another one only to hand it on.
  if (findings.isWhole) main.modules.warnOfUnused(findings);
  const value = { source: program.main.source, deployments, flows, pipelines: analysers.pipelines.results };
  return { value, diagnostics: findings.diagnostics };
}
