import type { ConnectorDefinition } from '../../runtime/api.ts';
import { findPart } from '../../runtime/registry.ts';
import type { Registry } from '../../runtime/registry.ts';
import { didYouMean, listed, suggest } from '../diagnostics/suggest.ts';
import type * as ast from '../3-ast/nodes.ts';
import { checkConstant, checkParameters, checkRepeats } from './arguments.ts';
import type { Findings } from './findings.ts';
import { keysAt } from './schema.ts';
import type { Scope } from './scope.ts';
import { inFlowrun } from './tremor-names.ts';

/** What can stand in the `with` of a connector definition. */
const KEYS = ['codec', 'config', 'preprocessors', 'postprocessors'];

/** What Tremor knows there, too. */
const LATER_KEYS = ['reconnect', 'metrics_interval_s'];

/** What connector definitions refer to. */
export interface Parts {
  readonly registry: Registry;
  /** Null for a type that does not exist (reported). */
  readonly connectors: ReadonlyMap<ast.ConnectorDefinition, ConnectorDefinition | null>;
}

/** Loads the parts that connector definitions name, and no others. */
export async function loadConnectors(
  file: ast.FlowFile,
  registry: Registry,
  findings: Findings,
): Promise<Parts> {
  const definitions = file.items
    .flatMap((item) => (item.kind === 'define-flow' ? item.body : []))
    .filter((statement) => statement.kind === 'define-connector');
  const loaded = definitions.map(async (definition) => {
    const part = findPart(registry.connectors, typeName(definition));
    if (part === undefined) reportUnknownType(definition, registry, findings);
    return [definition, part === undefined ? null : await part.load()] as const;
  });
  return { registry, connectors: new Map(await Promise.all(loaded)) };
}

/** One `define connector`: arguments, the entries of `with`, and whether it needs a codec. */
export function checkConnector(
  definition: ast.ConnectorDefinition,
  parts: Parts,
  flow: Scope,
  findings: Findings,
): void {
  const part = parts.connectors.get(definition) ?? null;
  checkParameters(definition.params, flow.owner.params, findings);
  checkRepeats(definition.settings, 'setting', findings);
  for (const setting of definition.settings) {
    checkKey(setting, definition, part, findings);
    checkConstant(setting.value, definition.params, findings, flow);
  }
  if (part !== null) checkCodec(definition, part, parts.registry, findings);
}

function typeName(definition: ast.ConnectorDefinition): string {
  return definition.type.names.map((name) => name.text).join('::');
}

function reportUnknownType(
  definition: ast.ConnectorDefinition,
  registry: Registry,
  findings: Findings,
): void {
  const type = typeName(definition);
  const types = registry.connectors.map((each) => each.name);
  findings.error({
    code: 'FR306',
    title: `unknown connector type \`${type}\``,
    span: definition.type.span,
    label: 'no such type',
    help: [inFlowrun('connector', type, types) ?? suggest(type, types, 'types')],
  });
}

function checkKey(
  setting: ast.Setting,
  definition: ast.ConnectorDefinition,
  part: ConnectorDefinition | null,
  findings: Findings,
): void {
  const key = setting.name.text;
  if (KEYS.includes(key)) return;
  const type = part?.type ?? typeName(definition);
  if (LATER_KEYS.includes(key)) {
    findings.error({
      code: 'FR650',
      title: `\`${key}\` is not supported yet`,
      span: setting.name.span,
      label: 'comes with a later version',
      help: ['remove it for now'],
    });
    return;
  }
  const isConfigKey = part !== null && keysAt(part.settings).includes(key);
  findings.error({
    code: 'FR405',
    title: `\`${key}\` is not a setting of \`${type}\``,
    span: setting.name.span,
    label: isConfigKey ? 'this belongs into `config`' : 'no such setting',
    context: [findings.at(definition.type, 'of this connector')],
    help: [isConfigKey ? `write \`config = { "${key}": … }\`` : suggest(key, KEYS, 'settings')],
  });
}

function checkCodec(
  definition: ast.ConnectorDefinition,
  part: ConnectorDefinition,
  registry: Registry,
  findings: Findings,
): void {
  const codec = definition.settings.find((setting) => setting.name.text === 'codec');
  if (part.codec === 'none' && codec !== undefined) {
    findings.error({
      code: 'FR407',
      title: `connector type \`${part.type}\` takes no codec`,
      span: codec.name.span,
      label: 'not allowed here',
      context: [findings.at(definition.type, 'its events are structured already')],
      help: ['remove it'],
    });
  }
  if (part.codec !== 'required' || codec !== undefined) return;
  // `code = "json"` has been answered with "did you mean `codec`?": one mistake, one message.
  const isMisspelt = definition.settings.some(
    ({ name }) => !KEYS.includes(name.text) && didYouMean(name.text, ['codec']) !== undefined,
  );
  if (isMisspelt || findings.isDamaged(definition)) return;
  findings.error({
    code: 'FR406',
    title: `connector \`${definition.name.text}\` has no codec`,
    span: definition.type.span,
    label: `\`${part.type}\` reads or writes bytes: a codec has to say what they mean`,
    help: [
      `add \`codec = …\`; there are ${listed(
        registry.codecs.map((each) => each.name),
        'and',
      )}`,
    ],
  });
}
