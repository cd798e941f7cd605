import { suggest } from '../diagnostics/suggest.ts';
import type * as ast from '../3-ast/nodes.ts';
import { checkArguments } from './arguments.ts';
import type { Receiver } from './arguments.ts';
import { layersOf } from './connectors.ts';
import type { ConnectorAnalyser } from './connectors.ts';
import type { ConnectorFacts, OperatorFacts } from './facts.ts';
import type { Findings } from './findings.ts';
import { findInModule } from './module-members.ts';
import type { OperatorAnalyser } from './operators.ts';
import { blockOf, findDefinition, visibleNames } from './scope.ts';
import type { Creatable, Found, Scope } from './scope.ts';

const KINDS: readonly (keyof Creatable)[] = ['connector', 'pipeline', 'operator', 'script'];

const NOTHING_SUPPLIED: ReadonlySet<string> = new Set();

/** The definition that a `create` means, its arguments checked; null when there is none (reported). */
export function resolveCreate<W extends keyof Creatable>(
  statement: ast.CreateStatement,
  what: W,
  scope: Scope,
  findings: Findings,
): Found<Creatable[W]> | null {
  const found = resolveDefinition(statement, what, scope, findings);
  if (found === null) return null;
  const receiver = { what, definition: found.definition, findings: findings.of(found.scope.source) };
  checkArguments(statement, receiver, scope, NOTHING_SUPPLIED, findings);
  return found;
}

/** As above for a connector, which may begin with another one: it has the arguments of both. */
export function resolveConnector(
  statement: ast.CreateStatement,
  scope: Scope,
  connectors: ConnectorAnalyser,
  findings: Findings,
): ConnectorFacts | null {
  const found = resolveDefinition(statement, 'connector', scope, findings);
  if (found === null) return null;
  const facts = connectors.analyse(found.definition, found.scope);
  checkArguments(statement, receiverOf('connector', facts, findings), scope, NOTHING_SUPPLIED, findings);
  return facts;
}

/** The same for an operator. */
export function resolveOperator(
  statement: ast.CreateStatement,
  scope: Scope,
  operators: OperatorAnalyser,
  findings: Findings,
): OperatorFacts | null {
  const found = resolveDefinition(statement, 'operator', scope, findings);
  if (found === null) return null;
  const facts = operators.analyse(found.definition, found.scope);
  checkArguments(statement, receiverOf('operator', facts, findings), scope, NOTHING_SUPPLIED, findings);
  return facts;
}

function receiverOf(what: string, facts: ConnectorFacts | OperatorFacts, findings: Findings): Receiver {
  const { definition, home } = facts;
  const params: ast.Parameter[] = [];
  const homes = new Map<ast.Parameter, Scope>();
  for (const layer of layersOf<ConnectorFacts | OperatorFacts>(facts)) {
    for (const param of layer.definition.params) {
      if (params.some(({ name }) => name.text === param.name.text)) continue;
      params.push(param);
      homes.set(param, layer.home);
    }
  }
  const { name, span } = definition;
  return {
    what,
    definition: { name, span, params },
    findings: findings.of(home.source),
    declares: (param) => findings.of(homes.get(param)!.source),
  };
}

/** What a `create` names: after `from`, or else its own name. Null when there is no such definition (reported). */
function resolveDefinition<W extends keyof Creatable>(
  statement: ast.CreateStatement,
  what: W,
  scope: Scope,
  findings: Findings,
): Found<Creatable[W]> | null {
  const names = statement.from?.names ?? [statement.name];
  if (names.length > 1) return findInModule(names, what, scope, findings);
  const name = names[0]!;
  const found = findDefinition(scope, what, name.text);
  if (found === null) reportUndefined(name, what, scope, findings);
  return found;
}

/** Enters something created under its name, unless that is taken (reported). */
export function enter<C extends { readonly statement: ast.CreateStatement }>(
  table: Map<string, C>,
  created: C,
  findings: Findings,
): void {
  const { name, what } = created.statement;
  const first = table.get(name.text);
  if (first === undefined) {
    table.set(name.text, created);
    return;
  }
  const sameKind = first.statement.what === what;
  const from = created.statement.from?.names.map(({ text }) => text).join('::') ?? name.text;
  findings.error({
    code: 'FR303',
    title: sameKind
      ? `${what} \`${name.text}\` is created twice`
      : `name \`${name.text}\` is already in use for a ${first.statement.what}`,
    span: name.span,
    label: sameKind ? 'created again here' : 'taken',
    context: [
      findings.at(
        first.statement.name,
        sameKind ? 'first created here' : `this is the ${first.statement.what}`,
      ),
    ],
    help: [
      what === 'stream'
        ? 'give it another name'
        : `give it another name: \`create ${what} ${name.text}_2 from ${from};\``,
    ],
  });
}

function reportUndefined(name: ast.Name, what: keyof Creatable, scope: Scope, findings: Findings): void {
  if (findings.hasHoles(blockOf(scope))) return;
  const other = KINDS.find((kind) => kind !== what && findDefinition(scope, kind, name.text) !== null);
  findings.error({
    code: 'FR305',
    title: `${what} \`${name.text}\` is created but not defined`,
    span: name.span,
    label: `no ${what} of this name is defined`,
    help: [
      other === undefined
        ? (suggest(name.text, visibleNames(scope, what), `${what}s`) ??
          `define it first: \`define ${what} ${name.text} … end;\``)
        : `there is a ${other} of this name`,
    ],
  });
}
