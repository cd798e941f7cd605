import type { OperatorDefinition } from '../../../runtime/api.ts';
import type { Value } from '../../../runtime/value/value.ts';
import { layersOf } from '../../4-analyse/index.ts';
import type { Findings, PipelineNode } from '../../4-analyse/index.ts';
import { checkSettings } from './check.ts';
import { createArguments, evaluate, homeOf } from './environment.ts';
import type { Environment } from './environment.ts';
import { asRecord } from './locate.ts';

/** A created operator whose settings are in order. */
export interface ConfiguredOperator {
  readonly part: OperatorDefinition;
  /** What its schema made of the settings. */
  readonly config: unknown;
  /** Its output ports besides `err`. */
  readonly outputs: readonly string[];
}

/**
 * Evaluates and checks the settings of one created operator; null when they are not in order (reported). Those of a
 * definition win over those of the one that it begins with.
 */
export function configureOperator(
  { statement, facts }: Extract<PipelineNode, { kind: 'operator' }>,
  creator: Environment,
  findings: Findings,
): ConfiguredOperator | null {
  const { definition, home: block, part } = facts;
  const values = new Map<string, Value>();
  let isWhole = true;
  for (const layer of layersOf(facts)) {
    const home = homeOf(layer.home, creator);
    const args = createArguments(layer.definition.params, statement.settings, creator, home, findings);
    if (args === null) return null;
    for (const { name, value } of layer.definition.settings) {
      if (values.has(name.text)) continue;
      const evaluated = evaluate(value, { scope: layer.home, args }, findings);
      if (evaluated === undefined) isWhole = false;
      else values.set(name.text, evaluated);
    }
  }
  if (part === null || !isWhole) return null;
  const { type, settings } = definition;
  const subject = {
    title: `operator \`${part.name}\``,
    schema: part.settings,
    formerNames: part.formerNames ?? {},
    place: { name: type.span, value: asRecord(settings, type.span) },
    misplaced: [],
  };
  const checked = checkSettings(subject, values, findings.of(block.source));
  return checked && { part, config: checked.config, outputs: outputsOf(part, checked.config) };
}

/** The ports by the settings: the setting that lists them has been checked to be a list of names. */
function outputsOf({ outputs }: OperatorDefinition, config: unknown): readonly string[] {
  return 'setting' in outputs
    ? (config as Readonly<Record<string, readonly string[]>>)[outputs.setting]!
    : outputs;
}
