import type * as ast from '../3-ast/nodes.ts';
import type { Program, ProgramFile } from '../modules/program.ts';
import { checkConfig } from './config.ts';
import type { FlowFacts } from './facts.ts';
import type { Findings } from './findings.ts';
import { analyseFlow } from './flow.ts';
import type { Analysers } from './flow.ts';
import { Libraries } from './libraries.ts';
import type { PipelineAnalyser } from './pipelines.ts';
import { openScope } from './scope.ts';
import type { Scope } from './scope.ts';
import type { Bring } from './used-modules.ts';

/** The scopes of all files of a program. They refer to each other by their `use`s, which lead in no circle. */
export function openFiles(program: Program, findings: Findings): ReadonlyMap<ProgramFile, Scope> {
  const scopes = new Map<ProgramFile, Scope>();
  const libraries = new Libraries(findings);
  for (const file of program.files) {
    const { source, tree } = file;
    const bring: Bring = (used) => {
      const target = file.uses.get(used) ?? { kind: 'broken' };
      if (target.kind !== 'file') return target;
      return { kind: 'module', scope: scopes.get(target.file)! };
    };
    scopes.set(file, openScope(tree, { source, parent: null, libraries, bring }, findings.of(source)));
  }
  return scopes;
}

/** Everything that a file defines, also what nobody creates. Gives its flows. */
export function analyseFile(
  scope: Scope,
  analysers: Analysers,
  findings: Findings,
): ReadonlyMap<ast.FlowDefinition, FlowFacts> {
  const flows = new Map<ast.FlowDefinition, FlowFacts>();
  if (scope.owner.kind === 'file') checkConfig(scope.owner.config, scope, findings);
  analyseDefinitions(scope, analysers.pipelines);
  for (const item of scope.body) {
    if (item.kind === 'define-flow') flows.set(item, analyseFlow(item, scope, analysers, findings));
    else if (item.kind === 'define-connector') analysers.connectors.analyse(item, scope);
  }
  return flows;
}

/** What a file defines besides flows and connectors: all that a script or a query alone can use of it. */
export function analyseDefinitions(scope: Scope, pipelines: PipelineAnalyser): void {
  scope.libraries.of(scope);
  for (const item of scope.body) {
    if (item.kind === 'define-pipeline') pipelines.analyse(item, scope);
    else if (item.kind === 'define-script') pipelines.analyseScript(item, scope);
    else if (item.kind === 'define-window') pipelines.analyseWindow({ definition: item, scope });
    else if (item.kind === 'define-operator') pipelines.operators.analyse(item, scope);
  }
}
