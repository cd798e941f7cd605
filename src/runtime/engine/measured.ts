import type { Measured, MeasuredPort } from '../api.ts';
import type { FlowPlan, PipelinePlan } from '../plan.ts';
import type { Connector } from './connector.ts';
import type { PipelineRunner } from './pipeline-runner.ts';

type Tags = MeasuredPort['tags'];

/** Everything in a flow that is to be measured: connectors as far as they run, then pipelines. */
export function measuredOf(
  plan: FlowPlan,
  connectors: ReadonlyMap<string, Connector>,
  pipelines: ReadonlyMap<string, PipelineRunner>,
): readonly Measured[] {
  const id: Tags = plan.id === undefined ? [] : [['instance', plan.id]];
  const tags: Tags = [['flow', plan.name], ...id];
  const measured: Measured[] = [];
  for (const connector of connectors.values()) {
    const intervalMs = connector.plan.metricsIntervalMs;
    const ports = portsOfConnector(connector, tags);
    if (intervalMs === undefined || ports.length === 0) continue;
    measured.push({ measurement: 'connector_events', intervalMs, ports });
  }
  for (const pipeline of plan.pipelines) {
    const runner = pipelines.get(pipeline.name);
    if (pipeline.metricsIntervalMs === undefined || runner === undefined) continue;
    const ports = portsOfPipeline(pipeline, runner, tags);
    measured.push({ measurement: 'events', intervalMs: pipeline.metricsIntervalMs, ports });
  }
  return measured;
}

/** Ports as `connect` names them: what a sink takes comes `in`, what a source gives goes `out`. */
function portsOfConnector({ plan, counters, isSource, isSink }: Connector, tags: Tags): MeasuredPort[] {
  const port = (name: string, count: () => number): MeasuredPort => ({
    tags: [...tags, ['connector', plan.name], ['port', name]],
    count,
  });
  return [
    ...(isSink ? [port('in', () => counters.eventsOut)] : []),
    ...(isSource ? [port('out', () => counters.eventsIn)] : []),
    ...(isSink || isSource ? [port('err', () => counters.errors)] : []),
  ];
}

function portsOfPipeline(plan: PipelinePlan, runner: PipelineRunner, tags: Tags): MeasuredPort[] {
  const port = (direction: 'input' | 'output', name: string): MeasuredPort => ({
    tags: [...tags, ['pipeline', plan.id ?? plan.name], ['direction', direction], ['port', name]],
    count: () => runner.countAt(direction, name),
  });
  return [
    ...plan.inputs.map((name) => port('input', name)),
    ...plan.outputs.map((name) => port('output', name)),
  ];
}
