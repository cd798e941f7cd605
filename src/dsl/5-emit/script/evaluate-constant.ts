import type { Value, ValueRecord } from '../../../runtime/value/value.ts';
import type { Expression } from '../../3-ast/nodes.ts';
import { analyseExpression } from '../../4-analyse/script/index.ts';
import type { Scope } from '../../4-analyse/scope.ts';
import type { Tables } from '../../4-analyse/script/index.ts';
import type { Variables } from '../../variables.ts';
import type { PhaseResult, Source } from '../../diagnostics/diagnostic.ts';
import { hasErrors } from '../../diagnostics/report.ts';
import { createEmission } from './emit-script.ts';

/** What a setting or a default may refer to. */
export interface ConstantScope {
  /** All arguments there are, also those without a value. */
  readonly params: readonly string[];
  readonly args: ValueRecord;
  readonly variables: Variables;
  /** The block that the expression stands in. */
  readonly around?: Scope;
}

/**
 * Analyses a constant expression and computes it: for settings and defaults of arguments. Undefined, with
 * diagnostics, when it is not constant or fails.
 */
export function evaluateConstant(
  expression: Expression,
  source: Source,
  { args, variables, ...scope }: ConstantScope,
): PhaseResult<Value | undefined> {
  const { value: facts, diagnostics } = analyseExpression(expression, source, {
    ...scope,
    use: 'constant',
  });
  if (hasErrors(diagnostics) || !facts.isWhole) return { value: undefined, diagnostics };
  if (scope.around?.libraries.hasMistakes === true && needsModules(facts.tables)) {
    return { value: undefined, diagnostics };
  }
  const emission = createEmission({ ...facts, args, variables, cells: new Set() });
  const value = emission.evaluate(expression);
  return { value, diagnostics: [...diagnostics, ...emission.diagnostics] };
}

/** Is something in it defined by a module of the user's? */
function needsModules({ names, userConstants, userFunctions }: Tables): boolean {
  const bindings = [...names.values()];
  const isModules = bindings.some((binding) => binding.kind === 'const' && binding.library !== null);
  return isModules || userConstants.size > 0 || userFunctions.size > 0;
}
