import type { Expression, RecurExpression } from '../../3-ast/nodes.ts';
import type { Analysis, Place } from './analysis.ts';
import { checkFnArity } from './user-functions.ts';

/** `recur(…)`: only as the last thing that a function does, so that it needs no stack. */
export function visitRecur(analysis: Analysis, node: RecurExpression, place: Place): void {
  for (const argument of node.args) analysis.visit(argument, place);
  const keyword = { start: node.span.start, end: node.span.start + 'recur'.length };
  const { fn } = analysis;
  if (fn?.tails.has(node) === true) {
    checkFnArity(analysis, fn.definition, node.args, keyword);
    return;
  }
  analysis.error({
    code: 'FR565',
    title: 'cannot `recur` from here',
    span: keyword,
    label: fn === null ? 'not in a function' : 'not the last thing that the function does',
    help:
      fn === null
        ? []
        : ['hand what is still to be done over as an argument: `case (n, sum) => recur(n - 1, sum + n)`'],
  });
}

/** The expressions that a body can end with, looking into the cases of a `match`. */
export function* tailsOf(body: readonly Expression[]): Generator<Expression> {
  const last = body.at(-1);
  if (last?.kind === 'match') for (const each of last.cases) yield* tailsOf(each.body);
  else if (last !== undefined) yield last;
}
