import { suggest } from '../diagnostics/suggest.ts';
import type * as ast from '../3-ast/nodes.ts';
import { checkArguments } from './arguments.ts';
import type { Findings } from './findings.ts';
import { findDefinition, visibleNames } from './scope.ts';
import type { Creatable, Found, Scope } from './scope.ts';

const KINDS: readonly (keyof Creatable)[] = ['connector', 'pipeline', 'script'];

const NOTHING_SUPPLIED: ReadonlySet<string> = new Set();

/** The definition that a `create` means, its arguments checked; null when there is none (reported). */
export function resolveCreate<W extends keyof Creatable>(
  statement: ast.CreateStatement,
  what: W,
  scope: Scope,
  findings: Findings,
): Found<Creatable[W]> | null {
  const name = definitionName(statement, findings);
  if (name === null) return null;
  const found = findDefinition(scope, what, name.text);
  if (found === null) {
    reportUndefined(name, what, scope, findings);
    return null;
  }
  checkArguments(
    statement,
    { what, definition: found.definition },
    scope.owner.params,
    NOTHING_SUPPLIED,
    findings,
  );
  return found;
}

/** The definition that a `create` or `deploy` names: after `from`, or else its own name. Null: in a module. */
export function definitionName(
  statement: { readonly name: ast.Name; readonly from: ast.ModulePath | null },
  findings: Findings,
): ast.Name | null {
  if (statement.from === null) return statement.name;
  const { names, span } = statement.from;
  if (names.length === 1) return names[0]!;
  findings.error({
    code: 'FR651',
    title: `\`${names.map((name) => name.text).join('::')}\` is in a module`,
    span,
    label: 'modules come with a later version',
    help: ['until then, put the definition into this file'],
  });
  return null;
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
  const from = created.statement.from?.names.at(-1)?.text ?? name.text;
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
  if (findings.hasHoles(scope.owner)) return;
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
