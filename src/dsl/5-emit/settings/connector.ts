import type { ConnectorDefinition } from '../../../runtime/api.ts';
import type { Registry } from '../../../runtime/registry.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type * as ast from '../../3-ast/nodes.ts';
import { layersOf } from '../../4-analyse/index.ts';
import type { CreatedConnector, Findings } from '../../4-analyse/index.ts';
import type { ConnectorPlan, PartPlan } from '../../../runtime/plan.ts';
import { checkSettings } from './check.ts';
import { configure } from './config.ts';
import { createArguments, evaluate, homeOf } from './environment.ts';
import type { Environment } from './environment.ts';
import type { Place } from './locate.ts';
import { checkPart, checkParts } from './parts.ts';

/** A created connector whose settings are in order. What it has to decode, the pipelines behind it tell. */
export type ConfiguredConnector = Omit<ConnectorPlan, 'demand'> & {
  readonly roles: { readonly source: boolean; readonly sink: boolean };
};

/** Evaluates and checks the settings of one created connector; null when they are not in order (reported). */
export async function configureConnector(
  created: CreatedConnector,
  flow: Environment,
  registry: Registry,
  findings: Findings,
): Promise<ConfiguredConnector | null> {
  const { statement, facts } = created;
  const layers = createLayers(created, flow, findings);
  if (facts.part === null || layers === null) return null;
  const { part, definition } = facts;
  const settings = new SettingsReader(layers, findings);
  const checked = settings.check(part);
  const codec = await settings.codec(part, registry);
  const preprocessors = await settings.parts('preprocessor', registry);
  const postprocessors = await settings.parts('postprocessor', registry);
  if (checked === null) return null;
  const roles = part.roles(checked.config);
  warnOfIdleParts(definition, part, roles, findings.of(facts.home.source));
  const { config } = checked;
  const name = statement.name.text;
  const plan = { name, definition: part, config, codec, preprocessors, postprocessors };
  return { ...plan, metricsIntervalMs: settings.metricsIntervalMs(part), roles };
}

/** A definition, or one that it begins with, and what its settings see. */
interface Layer {
  readonly definition: ast.ConnectorDefinition;
  readonly environment: Environment;
}

/** Null when an argument of one of them has no value (reported). */
function createLayers(
  { statement, facts }: CreatedConnector,
  flow: Environment,
  findings: Findings,
): readonly Layer[] | null {
  const layers: Layer[] = [];
  for (const { definition, home: block } of layersOf(facts)) {
    const home = homeOf(block, flow);
    const args = createArguments(definition.params, statement.settings, flow, home, findings);
    if (args === null) return null;
    layers.push({ definition, environment: { scope: block, args, parent: home } });
  }
  return layers;
}

/** The entries of one `with`, evaluated with the arguments of one instance. */
class SettingsReader {
  readonly #layers: readonly Layer[];
  readonly #findings: Findings;

  constructor(layers: readonly Layer[], findings: Findings) {
    this.#layers = layers;
    this.#findings = findings;
  }

  check(part: ConnectorDefinition): { readonly config: unknown } | null {
    const config = this.#read('config');
    if (config === 'failed') return null;
    const { definition, environment } = config?.layer ?? this.#layers[0]!;
    const subject = {
      title: `connector \`${part.type}\``,
      schema: part.settings,
      formerNames: part.formerNames ?? {},
      place: config?.place ?? { name: definition.type.span, value: null },
      misplaced: definition.settings.map((setting) => setting.name.text),
    };
    return checkSettings(subject, config?.value, this.#findings.of(environment.scope.source));
  }

  async codec(part: ConnectorDefinition, registry: Registry): Promise<PartPlan | null> {
    const given = this.#read('codec');
    if (given === 'failed' || part.codec === 'none') return null;
    if (given !== null) return checkPart('codec', given.value, given.place, registry, this.#at(given.layer));
    if (part.codec !== 'optional' || part.defaultCodec === undefined) return null;
    const layer = this.#layers[0]!;
    const place = { name: layer.definition.type.span, value: null };
    return checkPart('codec', part.defaultCodec, place, registry, this.#at(layer));
  }

  async parts(kind: 'preprocessor' | 'postprocessor', registry: Registry): Promise<readonly PartPlan[]> {
    const given = this.#read(`${kind}s`);
    if (given === 'failed' || given === null) return [];
    return checkParts(kind, given.value, given.place, registry, this.#at(given.layer));
  }

  /** Of the definition itself, or of the first that it begins with which has one. */
  metricsIntervalMs(part: ConnectorDefinition): number | undefined {
    for (const { definition, environment } of this.#layers) {
      const own = definition.settings.filter(({ name }) => name.text === 'metrics_interval_s');
      if (own.length === 0) continue;
      const what = { title: `connector \`${part.type}\``, span: definition.type.span };
      return configure(own, what, environment, this.#findings).metricsIntervalMs;
    }
    return undefined;
  }

  #read(key: string): Given | null | 'failed' {
    for (const layer of this.#layers) {
      const setting = layer.definition.settings.find((each) => each.name.text === key);
      if (setting === undefined) continue;
      const value = evaluate(setting.value, layer.environment, this.#findings);
      return value === undefined
        ? 'failed'
        : { value, place: { name: setting.name.span, value: setting.value }, layer };
    }
    return null;
  }

  #at(layer: Layer): Findings {
    return this.#findings.of(layer.environment.scope.source);
  }
}

/** The value of a setting, and where it is written. */
interface Given {
  readonly value: Value;
  readonly place: Place;
  readonly layer: Layer;
}

/** Preprocessors work on what a connector reads, postprocessors on what it writes: for the other they do nothing. */
function warnOfIdleParts(
  definition: ast.ConnectorDefinition,
  part: ConnectorDefinition,
  roles: ConfiguredConnector['roles'],
  findings: Findings,
): void {
  const works = {
    preprocessors: roles.source && part.codec !== 'none',
    postprocessors: roles.sink && part.codec !== 'none',
  };
  for (const { name } of definition.settings) {
    if (name.text !== 'preprocessors' && name.text !== 'postprocessors') continue;
    if (works[name.text]) continue;
    const does = name.text === 'preprocessors' ? 'reads' : 'writes';
    findings.warn({
      code: 'FR729',
      title: `\`${name.text}\` of connector \`${definition.name.text}\` have no effect`,
      span: name.span,
      label: part.codec === 'none' ? 'its events never were bytes' : `with these settings it never ${does}`,
      help: ['remove them'],
    });
  }
}
