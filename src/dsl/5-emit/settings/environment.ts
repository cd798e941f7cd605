/**
 * The arguments of one instance, and those of the instances around it: deploy → create → nested create.
 */
import type { Value, ValueRecord } from '../../../runtime/value/value.ts';
import type * as ast from '../../3-ast/nodes.ts';
import type { Findings, Override } from '../../4-analyse/index.ts';
import { descendants } from '../../4-analyse/script/traverse.ts';
import { evaluateConstant } from '../script/index.ts';

/** What `args` means inside of an instance of a flow or a pipeline. */
export interface Environment {
  readonly owner: ast.FlowDefinition | ast.PipelineDefinition;
  readonly args: ValueRecord;
  /** Of the flow or pipeline that the owner's definition stands in. */
  readonly parent: Environment | null;
}

type Params = readonly ast.Parameter[];

/** The value of an expression that must be constant; undefined when it has none (reported, now or before). */
export function evaluate(
  expression: ast.Expression,
  args: ValueRecord,
  findings: Findings,
): Value | undefined {
  if (findings.isDamaged(expression) || hasHole(expression)) return undefined;
  const params = [...args.keys()];
  const { value, diagnostics } = evaluateConstant(expression, findings.source, {
    params,
    args,
    variables: findings.variables,
  });
  findings.add(diagnostics);
  return value;
}

/** The arguments of a deployed flow: the command line wins over `with`, `with` over defaults. */
export function flowArguments(
  definition: ast.FlowDefinition,
  given: readonly ast.Setting[],
  overrides: readonly Override[],
  findings: Findings,
): ValueRecord | null {
  const overridden = new Map(overrides.map(({ name, value }) => [name, value]));
  return fillIn(definition.params, (param) => {
    const value = overridden.get(param.name.text);
    if (value !== undefined) return value;
    const setting = given.find((each) => each.name.text === param.name.text);
    const expression = setting?.value ?? param.default;
    return expression === null ? undefined : evaluate(expression, NO_ARGS, findings);
  });
}

/**
 * The arguments of something created: `with` sees the arguments of the creator, a default those of what the
 * definition stands in. Null when one of them has no value (reported, now or before).
 */
export function createArguments(
  params: Params,
  given: readonly ast.Setting[],
  creator: Environment,
  home: Environment,
  findings: Findings,
): ValueRecord | null {
  return fillIn(params, (param) => {
    const setting = given.find((each) => each.name.text === param.name.text);
    if (setting !== undefined) return evaluate(setting.value, creator.args, findings);
    return param.default === null ? undefined : evaluate(param.default, home.args, findings);
  });
}

/** The environment in whose body a definition stands, seen from where it is created. */
export function homeOf(
  definition: ast.FlowStatement | ast.PipelineStatement,
  creator: Environment,
): Environment {
  let home = creator;
  while (home.parent !== null && !holds(home.owner, definition)) home = home.parent;
  return home;
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

function holds(owner: Environment['owner'], definition: ast.FlowStatement | ast.PipelineStatement): boolean {
  return owner.body.some((statement) => statement === definition);
}
