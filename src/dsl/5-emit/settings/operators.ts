import { suggest } from '../../diagnostics/suggest.ts';
import type { Findings, PipelineFacts, PipelineNode } from '../../4-analyse/index.ts';
import { createArguments, homeOf } from './environment.ts';
import type { Environment } from './environment.ts';
import { configureOperator } from './operator.ts';

/**
 * Checks the settings of all operators that a created pipeline holds, also those in pipelines inside of it. Pipelines are put
 * together only when nothing is wrong anywhere; this has to be said before.
 */
export function checkOperators(facts: PipelineFacts, environment: Environment, findings: Findings): void {
  for (const node of facts.nodes.values()) {
    if (node.kind === 'operator') {
      const configured = configureOperator(node, environment, findings);
      if (configured !== null) checkPorts(node, configured.outputs, facts, findings);
    } else if (node.kind === 'pipeline') {
      const { definition, statement, facts: inner } = node;
      const home = homeOf(node.home, environment);
      const args = createArguments(definition.params, statement.settings, environment, home, findings);
      if (args !== null) checkOperators(inner, { scope: inner.scope, args, parent: home }, findings);
    }
  }
}

/** Ports that depend on settings are known only now. */
function checkPorts(
  { statement: created }: PipelineNode,
  outputs: readonly string[],
  { selects, scope }: PipelineFacts,
  findings: Findings,
): void {
  const own = findings.of(scope.source);
  for (const { from, statement } of selects) {
    if (from.node !== created.name.text || from.port === 'err' || outputs.includes(from.port)) continue;
    const { node, port } = statement.from;
    own.error({
      code: 'FR318',
      title: `unknown port \`${from.port}\` on operator \`${created.name.text}\``,
      span: (port ?? node).span,
      label: 'no such port',
      context: [own.at(created.name, 'created here')],
      help: [suggest(from.port, [...outputs, 'err'], 'output ports')],
    });
  }
}
