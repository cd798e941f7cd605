/**
 * Phase 5: arguments get their values, settings are checked by the schemas of their parts, and every expression becomes
 * a closure. What comes out needs nothing of the text any more, except to say where something went wrong.
 */
import type { Registry } from '../../runtime/registry.ts';
import { hasErrors } from '../diagnostics/report.ts';
import type { Diagnostic, PhaseResult } from '../diagnostics/diagnostic.ts';
import { Findings } from '../4-analyse/index.ts';
import type { Analysis, Override, PipelineFacts, ResolvedEnd } from '../4-analyse/index.ts';
import type { Variables } from '../variables.ts';
import { demandOf } from './demand.ts';
import { buildGraph } from './pipeline/build.ts';
import { FusedPipeline } from './pipeline/fused-pipeline.ts';
import type { PipelineGraph } from './pipeline/graph.ts';
import type { FlowPlan, Link, LinkEnd, Plan } from '../../runtime/plan.ts';
import { configure } from './settings/config.ts';
import type { Config } from './settings/config.ts';
import { createArguments, homeOf } from './settings/environment.ts';
import type { Environment } from './settings/environment.ts';
import { configureFlow } from './settings/flow.ts';
import { checkOperators } from './settings/operators.ts';
import type { ConfiguredFlow } from './settings/flow.ts';
import { warnOfUnreadMetrics } from './settings/unread-metrics.ts';

export interface EmitInput {
  readonly analysis: Analysis;
  /** What the phases before have reported. */
  readonly earlier: readonly Diagnostic[];
  readonly registry: Registry;
  readonly overrides: readonly Override[];
  readonly variables: Variables;
}

/**
 * The plan of a file, null when there are errors. Settings are checked in any case, as far as their text is in order:
 * so that one look shows every mistake.
 */
export async function emit(input: EmitInput): Promise<PhaseResult<Plan | null>> {
  const { analysis, earlier, registry, overrides, variables } = input;
  const findings = new Findings(analysis.source, earlier, variables);
  const flows: ConfiguredFlow[] = [];
  for (const deployment of analysis.deployments) {
    const facts = analysis.flows.get(deployment.definition);
    if (facts === undefined) continue;
    const flow = await configureFlow(deployment, facts, registry, overrides, findings);
    if (flow === null) continue;
    flows.push(flow);
    if (hasBrokenExpressions(earlier)) continue;
    for (const pipeline of pipelinesOf(flow, analysis, findings)) {
      checkOperators(pipeline.facts, pipeline.environment, findings);
    }
  }
  if (hasErrors(earlier) || hasErrors(findings.diagnostics))
    return { value: null, diagnostics: findings.diagnostics };
  warnOfUnreadMetrics(flows, findings);
  const plan = { flows: flows.map((flow) => emitFlow(flow, analysis, findings)) };
  return { value: hasErrors(findings.diagnostics) ? null : plan, diagnostics: findings.diagnostics };
}

function emitFlow(flow: ConfiguredFlow, analysis: Analysis, findings: Findings): FlowPlan {
  const graphs = new Map<string, PipelineGraph>();
  const configs = new Map<string, Config>();
  for (const { name, facts, environment, config } of pipelinesOf(flow, analysis, findings)) {
    graphs.set(name, buildGraph(name, facts, environment, findings));
    configs.set(name, config);
  }
  const links: readonly Link[] = flow.facts.links.map(({ from, to }) => ({
    from: linkEnd(from),
    to: linkEnd(to),
  }));
  return {
    name: flow.name,
    definition: flow.definition,
    connectors: flow.connectors.map(({ roles: _roles, ...connector }) => ({
      ...connector,
      demand: demandOf(connector.name, links, graphs),
    })),
    pipelines: [...graphs.values()].map((graph) => ({
      name: graph.name,
      inputs: [...graph.inputs.keys()],
      outputs: graph.outputs,
      ...configs.get(graph.name),
      create: () => new FusedPipeline(graph, flow.name),
    })),
    links,
    id: flow.config.id,
    secrets: findings.variables,
  };
}

/** Arguments that come from a constant with a mistake have no value that could be checked. */
function hasBrokenExpressions(earlier: readonly Diagnostic[]): boolean {
  return earlier.some(({ code, severity }) => severity === 'error' && code.startsWith('FR5'));
}

interface ConfiguredPipeline {
  readonly name: string;
  readonly facts: PipelineFacts;
  readonly environment: Environment;
  readonly config: Config;
}

/** The created pipelines of a flow whose arguments have values. */
function pipelinesOf(
  flow: ConfiguredFlow,
  analysis: Analysis,
  findings: Findings,
): readonly ConfiguredPipeline[] {
  return [...flow.facts.pipelines].flatMap(([name, { statement, definition, home: block }]) => {
    const { environment } = flow;
    const facts = analysis.pipelines.get(definition);
    const home = homeOf(block, environment);
    const args = createArguments(definition.params, statement.settings, environment, home, findings);
    if (facts === undefined || args === null) return [];
    const inner = { scope: facts.scope, args, parent: home };
    const what = { title: `pipeline \`${name}\``, span: definition.name.span };
    const { id, metricsIntervalMs = flow.config.metricsIntervalMs } = configure(
      definition.config,
      what,
      inner,
      findings,
    );
    return [{ name, facts, environment: inner, config: { id, metricsIntervalMs } }];
  });
}

function linkEnd({ what, name, port }: ResolvedEnd): LinkEnd {
  return { what, name, port };
}
