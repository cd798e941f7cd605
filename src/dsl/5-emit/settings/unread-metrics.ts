import type * as ast from '../../3-ast/nodes.ts';
import { layersOf } from '../../4-analyse/index.ts';
import type { Findings } from '../../4-analyse/index.ts';
import type { ConfiguredFlow } from './flow.ts';

/** Warns where something is measured and no connector `metrics` gives the counts to anybody. */
export function warnOfUnreadMetrics(flows: readonly ConfiguredFlow[], findings: Findings): void {
  const unread = flows.filter((flow) => !mayReadMetrics(flow));
  // The head of a file is for all of its flows.
  const heads = unread.length < flows.length ? [] : unread;
  for (const flow of heads) warn(flow.head, findings.of(flow.source));
  for (const { facts } of unread) {
    for (const connector of facts.connectors.values()) {
      for (const { definition, home } of layersOf(connector.facts)) {
        warn(definition.settings, findings.of(home.source));
      }
    }
    for (const { definition, home } of facts.pipelines.values()) {
      warn(definition.config, findings.of(home.source));
    }
  }
}

/** A connector that is not in order may be the very one. */
function mayReadMetrics({ connectors, facts }: ConfiguredFlow): boolean {
  if (connectors.length < facts.connectors.size) return true;
  return connectors.some(({ definition }) => definition.type === 'metrics');
}

function warn(settings: readonly ast.Setting[], findings: Findings): void {
  const interval = settings.find(({ name }) => name.text === 'metrics_interval_s');
  if (interval === undefined) return;
  findings.warn({
    code: 'FR733',
    title: 'nothing reads what `metrics_interval_s` measures',
    span: interval.name.span,
    label: 'the flow has no connector `metrics`',
    help: [
      '`define connector counts from metrics;`, and then create and connect it: its events are the counts',
    ],
  });
}
