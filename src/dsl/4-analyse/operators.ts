import type { OperatorDefinition } from '../../runtime/api.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type * as ast from '../3-ast/nodes.ts';
import { checkConstant, checkParameters, checkRepeats } from './arguments.ts';
import type { OperatorFacts } from './facts.ts';
import type { Findings } from './findings.ts';
import { findInModule } from './module-members.ts';
import { reach } from './reach.ts';
import type { Scope } from './scope.ts';
import { inFlowrun } from './tremor-names.ts';

/** Analyses operator definitions, each once, wherever it is created. */
export class OperatorAnalyser {
  readonly #parts: readonly OperatorDefinition[];
  readonly #findings: Findings;
  readonly #known = new Map<ast.OperatorDefinition, OperatorFacts>();

  constructor(parts: readonly OperatorDefinition[], findings: Findings) {
    this.#parts = parts;
    this.#findings = findings;
  }

  /** `home` is what the definition stands in. */
  analyse(definition: ast.OperatorDefinition, home: Scope): OperatorFacts {
    const known = this.#known.get(definition);
    if (known !== undefined) return known;
    const findings = this.#findings.of(home.source);
    const own = this.#parts.find(({ name }) => name === typeName(definition)) ?? null;
    const base = own === null ? this.#base(definition, home, findings) : null;
    const part = own ?? base?.part ?? null;
    const outputs = part === null ? 'any' : outputsOf(definition, base, part);
    const facts: OperatorFacts = { definition, home, base, part, outputs };
    this.#known.set(definition, facts);
    checkParameters(definition.params, home, findings);
    checkRepeats(definition.settings, 'setting', findings);
    for (const { value } of definition.settings) checkConstant(value, definition.params, home, findings);
    return facts;
  }

  /** `from m::x`: another operator, of a module, that this one begins with. Null when there is none (reported). */
  #base(definition: ast.OperatorDefinition, home: Scope, findings: Findings): OperatorFacts | null {
    const { names } = definition.type;
    if (names.length < 2 || reach(names, home).kind === 'standard') {
      this.#reportUnknown(definition, findings);
      return null;
    }
    const found = findInModule(names, 'operator', home, findings);
    return found && this.analyse(found.definition, found.scope);
  }

  #reportUnknown(definition: ast.OperatorDefinition, findings: Findings): void {
    const name = typeName(definition);
    const names = this.#parts.map((each) => each.name);
    findings.error({
      code: 'FR350',
      title: `unknown operator \`${name}\``,
      span: definition.type.span,
      label: 'no such operator',
      help: [inFlowrun('operator', name, names) ?? suggest(name, names, 'operators')],
    });
  }
}

function typeName(definition: ast.OperatorDefinition): string {
  return definition.type.names.map((name) => name.text).join('::');
}

/** The ports besides `err`, as far as the text tells; `any` when only the values of arguments do. */
function outputsOf(
  definition: ast.OperatorDefinition,
  base: OperatorFacts | null,
  { outputs }: OperatorDefinition,
): OperatorFacts['outputs'] {
  if (!('setting' in outputs)) return outputs;
  const setting = definition.settings.find(({ name }) => name.text === outputs.setting);
  if (setting === undefined) return base?.outputs ?? 'any';
  return (setting.value.kind === 'list' ? literalTexts(setting.value) : null) ?? 'any';
}

function literalTexts({ items }: ast.ListExpression): readonly string[] | null {
  const texts = items.map((item) => {
    const isPlain = item.kind === 'string' && item.parts.every((part) => part.kind === 'text');
    return isPlain ? item.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('') : null;
  });
  return texts.every((text) => text !== null) ? texts : null;
}
