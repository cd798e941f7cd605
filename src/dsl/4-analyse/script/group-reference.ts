import type { Expression, GroupBy } from '../../3-ast/nodes.ts';
import type { Analysis } from './analysis.ts';
import { isSameExpression } from './same-expression.ts';
import { descendants } from './traverse.ts';

/** The expressions after `group by`, each at its place in `group`. */
export function groupedExpressions(groupBy: GroupBy | null): readonly Expression[] {
  if (groupBy === null) return [];
  return groupBy.kind === 'group-set' ? groupBy.items.flatMap(groupedExpressions) : [groupBy.value];
}

/**
 * What a `select` from a window is grouped by can be said again in what it selects: it is then read from `group`, where `each`
 * has put the item. Gives whether this expression is such a one: it would be a mistake otherwise, because a window has many
 * events. (In the arguments of an aggregate there is one.)
 */
export function isGroupReference(analysis: Analysis, expression: Expression): boolean {
  const { clause, aggregate } = analysis;
  if (clause?.part !== 'target' || clause.isWindowed !== true || aggregate !== null) return false;
  const index = clause.grouped.findIndex((grouped) => isSameExpression(expression, grouped));
  if (index < 0 || !needsEvent(analysis, expression)) return false;
  analysis.groupReferences.set(expression, index);
  return true;
}

/** Does it look at the event, and at no name that means something else where it stands than after `group by`? */
function needsEvent({ scope }: Analysis, expression: Expression): boolean {
  const roots = [...descendants([expression])].flatMap((each) => (each.kind === 'path' ? [each.root] : []));
  return (
    roots.some(({ kind }) => kind === 'event' || kind === 'meta') &&
    !roots.some((root) => root.kind === 'name' && scope.lookUp(root.text)?.kind === 'local')
  );
}
