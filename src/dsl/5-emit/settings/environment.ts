/**
 * The arguments of one instance, and those of the instances around it: deploy → create → nested create.
 */
import type { Value, ValueRecord } from '../../../runtime/value/value.ts';
import type * as ast from '../../3-ast/nodes.ts';
import { fileOf } from '../../4-analyse/index.ts';
import type { Deployment, Findings, Override, Scope } from '../../4-analyse/index.ts';
import { descendants } from '../../4-analyse/script/traverse.ts';
import { evaluateConstant } from '../script/index.ts';

/** What `args` means inside of an instance of a flow or a pipeline, or in a file. */
export interface Environment {
  /** The block whose names count there, and the text that it stands in. */
  readonly scope: Scope;
  readonly args: ValueRecord;
  /** Of the block that the definition stands in; null for a file. */
  readonly parent: Environment | null;
}

type Params = readonly ast.Parameter[];

/** The value of an expression that must be constant; undefined when it has none (reported, now or before). */
export function evaluate(
  expression: ast.Expression,
  { args, scope }: Pick<Environment, 'args' | 'scope'>,
  findings: Findings,
): Value | undefined {
  const own = findings.of(scope.source);
  if (own.isDamaged(expression) || hasHole(expression)) return undefined;
  const { variables } = findings;
  const constantScope = { params: [...args.keys()], args, variables, around: scope };
  const { value, diagnostics } = evaluateConstant(expression, scope.source, constantScope);
  own.add(diagnostics);
  return value;
}

/** The instance of a deployed flow: the command line wins over `with`, `with` over defaults. Null as below. */
export function flowEnvironment(
  { statement, definition, scope }: Deployment,
  flow: Scope,
  overrides: readonly Override[],
  findings: Findings,
): Environment | null {
  const overridden = new Map(overrides.map(({ name, value }) => [name, value]));
  const parent = fileEnvironment(flow);
  const args = fillIn(definition.params, (param) => {
    const value = overridden.get(param.name.text);
    if (value !== undefined) return value;
    const setting = settingOf(param, statement.settings);
    if (setting !== undefined) return evaluate(setting.value, fileEnvironment(scope), findings);
    return param.default === null ? undefined : evaluate(param.default, parent, findings);
  });
  return args && { scope: flow, args, parent };
}

/**
 * The arguments of something created: `with` sees the arguments of the creator, a default those of what the
 * definition stands in (`home`). Null when one of them has no value (reported, now or before).
 */
export function createArguments(
  params: Params,
  given: readonly ast.Setting[],
  creator: Environment,
  home: Environment,
  findings: Findings,
): ValueRecord | null {
  return fillIn(params, (param) => {
    const setting = settingOf(param, given);
    if (setting !== undefined) return evaluate(setting.value, creator, findings);
    return param.default === null ? undefined : evaluate(param.default, home, findings);
  });
}

/** The instance that is meant by the block that a definition stands in, seen from where it is created. */
export function homeOf(block: Scope, creator: Environment): Environment {
  for (let home: Environment | null = creator; home !== null; home = home.parent) {
    if (home.scope === block) return home;
  }
  return fileEnvironment(block);
}

/** What stands in a file itself sees no arguments. */
function fileEnvironment(scope: Scope): Environment {
  return { scope: fileOf(scope), args: NO_ARGS, parent: null };
}

function settingOf(param: ast.Parameter, given: readonly ast.Setting[]): ast.Setting | undefined {
  return given.find((each) => each.name.text === param.name.text);
}

/** Where something did not parse, there is no value; the mistake itself may lie beside the expression. */
function hasHole(expression: ast.Expression): boolean {
  return [...descendants([expression])].some((each) => each.kind === 'error');
}

const NO_ARGS: ValueRecord = new Map();

function fillIn(params: Params, valueOf: (param: ast.Parameter) => Value | undefined): ValueRecord | null {
  const args = new Map<string, Value>();
  let isComplete = true;
  for (const param of params) {
    const value = valueOf(param);
    if (value === undefined) isComplete = false;
    else args.set(param.name.text, value);
  }
  return isComplete ? args : null;
}
