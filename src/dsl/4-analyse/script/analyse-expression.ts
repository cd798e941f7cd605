import type { Expression } from '../../3-ast/nodes.ts';
import type { PhaseResult, Source } from '../../diagnostics/diagnostic.ts';
import { Analysis } from './analysis.ts';
import type { ExpressionFacts, ExpressionScope } from './facts.ts';
import { visit } from './visit.ts';

/** Resolves and checks an expression outside of scripts: a part of a `select`, a setting, a default. Never throws. */
export function analyseExpression(
  expression: Expression,
  source: Source,
  scope: ExpressionScope,
): PhaseResult<ExpressionFacts> {
  const analysis = new Analysis(source, scope.use, scope.params, visit, scope.around);
  analysis.clause = scope.clause ?? null;
  analysis.enter([expression]);
  analysis.visit(expression, scope.use === 'constant' ? 'constant' : 'value');
  analysis.leave();
  analysis.reads.result(expression, analysis);
  const facts: ExpressionFacts = {
    expression,
    source,
    tables: analysis.tables,
    slots: analysis.slots,
    reads: analysis.reads.finish(),
    isWhole: analysis.broken.size === 0,
  };
  return { value: facts, diagnostics: analysis.diagnostics };
}
