import type { Expression, GroupBy } from '../../3-ast/nodes.ts';
import type { Analysis } from './analysis.ts';
import { isSameExpression } from './same-expression.ts';

/** The expressions after `group by`, each at its place in `group`. */
export function groupedExpressions(groupBy: GroupBy | null): readonly Expression[] {
  if (groupBy === null) return [];
  return groupBy.kind === 'group-set' ? groupBy.items.flatMap(groupedExpressions) : [groupBy.value];
}

/**
 * What a `select` from a window is grouped by can be said again in what it selects: it is then read from `group`. Gives
 * whether this expression is such a one. (In the arguments of an aggregate there is an event.)
 */
export function isGroupReference(analysis: Analysis, expression: Expression): boolean {
  const { clause, aggregate } = analysis;
  if (clause?.part !== 'target' || clause.isWindowed !== true || aggregate !== null) return false;
  const index = clause.grouped.findIndex((grouped) => isSameExpression(expression, grouped));
  if (index < 0) return false;
  analysis.groupReferences.set(expression, index);
  return true;
}
