/**
 * `args` and `with`: which arguments a definition has, and whether those that are given fit.
 * Their values are computed later, when everything is known to be in order (5-emit/settings/).
 */
import type { Span } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type * as ast from '../3-ast/nodes.ts';
import type { Findings } from './findings.ts';
import { explainOuterArguments } from './outer-arguments.ts';
import type { Scope } from './scope.ts';
import { analyseExpression } from './script/index.ts';

type Params = readonly ast.Parameter[];

/** What arguments are given to. */
export interface Receiver {
  /** `pipeline`, `script` … */
  readonly what: string;
  readonly definition: { readonly name: ast.Name; readonly params: Params; readonly span: Span };
  /** Those of the file that it is defined in. */
  readonly findings: Findings;
  /** Those of the file that declares an argument, where that may be another one. */
  readonly declares?: (param: ast.Parameter) => Findings;
}

/**
 * The `args` of a definition: no name twice, and defaults that are constant. A default sees the arguments of what
 * encloses the definition (`around`), not its siblings.
 */
export function checkParameters(params: Params, around: Scope, findings: Findings): void {
  const seen = new Map<string, ast.Parameter>();
  for (const param of params) {
    const first = seen.get(param.name.text);
    if (first === undefined) seen.set(param.name.text, param);
    else {
      findings.error({
        code: 'FR404',
        title: `argument \`${param.name.text}\` is declared twice`,
        span: param.name.span,
        label: 'declared again here',
        context: [findings.at(first.name, 'first declared here')],
        help: ['remove one of them'],
      });
    }
    if (param.default !== null) checkConstant(param.default, around.params, around, findings);
  }
}

/**
 * The `with` of a `create` or `deploy`: every name is an argument of the receiver, none is given twice, and none
 * that is required is missing. `scope` is where the statement stands; `supplied` are names that come from elsewhere.
 */
export function checkArguments(
  statement: ast.CreateStatement | ast.DeployStatement,
  receiver: Receiver,
  scope: Scope,
  supplied: ReadonlySet<string>,
  findings: Findings,
): void {
  checkRepeats(statement.settings, 'argument', findings);
  for (const setting of statement.settings) checkConstant(setting.value, scope.params, scope, findings);
  // What did not parse may have been its `args`.
  if (receiver.findings.isDamaged(receiver.definition) || findings.isDamaged(statement)) return;
  const { params } = receiver.definition;
  const known = new Set(params.map((param) => param.name.text));
  for (const setting of statement.settings) {
    if (!known.has(setting.name.text)) reportUnknown(setting, receiver, findings);
  }
  const given = new Set(statement.settings.map((setting) => setting.name.text));
  for (const param of params) {
    const name = param.name.text;
    if (param.default !== null || given.has(name) || supplied.has(name)) continue;
    reportMissing(param, statement.name.span, receiver, findings);
  }
}

/** The entries of one `with`, none of them twice. */
export function checkRepeats(settings: readonly ast.Setting[], what: string, findings: Findings): void {
  const seen = new Map<string, ast.Setting>();
  for (const setting of settings) {
    const first = seen.get(setting.name.text);
    if (first === undefined) {
      seen.set(setting.name.text, setting);
      continue;
    }
    findings.error({
      code: 'FR403',
      title: `${what} \`${setting.name.text}\` is given twice`,
      span: setting.name.span,
      label: 'given again here',
      context: [findings.at(first.name, 'first given here')],
      help: ['remove one of them'],
    });
  }
}

/**
 * An expression that has to have its value before anything runs. `visible` are the arguments that it may refer to,
 * `around` is the block that it stands in.
 */
export function checkConstant(
  expression: ast.Expression,
  visible: Params,
  around: Scope,
  findings: Findings,
): void {
  const params = visible.map((param) => param.name.text);
  const scope = { params, use: 'constant', around } as const;
  const { diagnostics } = analyseExpression(expression, findings.source, scope);
  const outer = visible === around.params ? around.parent : around;
  findings.add(explainOuterArguments(diagnostics, outer));
}

function reportUnknown(setting: ast.Setting, receiver: Receiver, findings: Findings): void {
  const { what } = receiver;
  const { name, params } = receiver.definition;
  const names = params.map((param) => param.name.text);
  findings.error({
    code: 'FR402',
    title: `unknown argument \`${setting.name.text}\` of ${what} \`${name.text}\``,
    span: setting.name.span,
    label: names.length === 0 ? `${what} \`${name.text}\` takes no arguments` : 'no such argument',
    context: [receiver.findings.at(name, names.length === 0 ? 'defined without `args`' : 'defined here')],
    help: [
      suggest(setting.name.text, names, 'arguments') ??
        `declare it in the definition: \`args ${setting.name.text}\``,
    ],
  });
}

function reportMissing(param: ast.Parameter, span: Span, receiver: Receiver, findings: Findings): void {
  const name = param.name.text;
  findings.error({
    code: 'FR401',
    title: `missing argument \`${name}\` of ${receiver.what} \`${receiver.definition.name.text}\``,
    span,
    label: `\`${name}\` is not given`,
    context: [
      (receiver.declares?.(param) ?? receiver.findings).at(param.name, 'required: it has no default'),
    ],
    help: [
      receiver.what === 'flow'
        ? `add \`with ${name} = … end\`, or run it with \`--arg ${name}=…\``
        : `add \`with ${name} = … end\``,
    ],
  });
}
