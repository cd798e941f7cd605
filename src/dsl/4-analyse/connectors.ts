import type { ConnectorDefinition } from '../../runtime/api.ts';
import type { Registry } from '../../runtime/registry.ts';
import { didYouMean, listed, suggest } from '../diagnostics/suggest.ts';
import type * as ast from '../3-ast/nodes.ts';
import { checkConstant, checkParameters, checkRepeats } from './arguments.ts';
import { typeName } from './connector-types.ts';
import type { Parts } from './connector-types.ts';
import type { ConnectorFacts } from './facts.ts';
import type { Findings } from './findings.ts';
import { findInModule } from './module-members.ts';
import { keysAt } from './schema.ts';
import type { Scope } from './scope.ts';

/** What can stand in the `with` of a connector definition. */
const KEYS = ['codec', 'config', 'preprocessors', 'postprocessors', 'metrics_interval_s'];

/** Analyses connector definitions, each once, wherever it is created. */
export class ConnectorAnalyser {
  readonly #parts: Parts;
  readonly #findings: Findings;
  readonly #known = new Map<ast.ConnectorDefinition, ConnectorFacts>();

  constructor(parts: Parts, findings: Findings) {
    this.#parts = parts;
    this.#findings = findings;
  }

  /** `home` is what the definition stands in. */
  analyse(definition: ast.ConnectorDefinition, home: Scope): ConnectorFacts {
    const known = this.#known.get(definition);
    if (known !== undefined) return known;
    const findings = this.#findings.of(home.source);
    const base = this.#base(definition, home, findings);
    const part = base === null ? (this.#parts.connectors.get(definition) ?? null) : base.part;
    const facts: ConnectorFacts = { definition, home, base, part };
    this.#known.set(definition, facts);
    checkConnector(facts, this.#parts.registry, findings);
    return facts;
  }

  /** `from m::x`: another connector, of a module, that this one begins with. */
  #base(definition: ast.ConnectorDefinition, home: Scope, findings: Findings): ConnectorFacts | null {
    const { names } = definition.type;
    if (names.length < 2 || this.#parts.connectors.has(definition)) return null;
    const found = findInModule(names, 'connector', home, findings);
    return found && this.analyse(found.definition, found.scope);
  }
}

/** A definition and those that it begins with, the last of which names a type. */
export function layersOf<F extends { readonly base: F | null }>(facts: F): readonly F[] {
  return facts.base === null ? [facts] : [facts, ...layersOf(facts.base)];
}

/** One `define connector`: arguments, the entries of `with`, and whether it needs a codec. */
function checkConnector(facts: ConnectorFacts, registry: Registry, findings: Findings): void {
  const { definition, home, part } = facts;
  checkParameters(definition.params, home, findings);
  checkRepeats(definition.settings, 'setting', findings);
  for (const setting of definition.settings) {
    checkKey(setting, definition, part, findings);
    checkConstant(setting.value, definition.params, home, findings);
  }
  if (part !== null) checkCodec(facts, part, registry, findings);
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
  if (key === 'reconnect') {
    // Of an unknown type, which has been reported, nobody knows whether it connects.
    if (part !== null) refuseReconnect(setting, part, findings);
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

/** Tremor's. Here nobody has to ask for it, and there is nothing to choose but what a connector offers itself. */
function refuseReconnect({ name }: ast.Setting, part: ConnectorDefinition, findings: Findings): void {
  const hasRetry = keysAt(part.settings).includes('retry');
  findings.error({
    code: 'FR405',
    title: `\`reconnect\` is not a setting of \`${part.type}\``,
    span: name.span,
    label: hasRetry ? 'it connects again by itself' : 'it has no connection that could be lost',
    help: [
      hasRetry ? 'remove it; how long it tries again is `retry`: `config = { "retry": … }`' : 'remove it',
    ],
  });
}

function checkCodec(
  facts: ConnectorFacts,
  part: ConnectorDefinition,
  registry: Registry,
  findings: Findings,
): void {
  const { definition } = facts;
  const isCodec = (setting: ast.Setting) => setting.name.text === 'codec';
  const codec = definition.settings.find(isCodec);
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
  if (part.codec !== 'required') return;
  if (layersOf(facts).some((layer) => layer.definition.settings.some(isCodec))) return;
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
