import { checkFold } from '../../../runtime/value/fold.ts';
import type { Fold, ForCase, ForExpression, Name } from '../../3-ast/nodes.ts';
import { insideOf } from './analysis.ts';
import type { Analysis, Place } from './analysis.ts';
import { attempt } from './attempt.ts';
import { firstLine } from './statements.ts';
import { visitBranch } from './visit-match.ts';

/** A `for`: as in a `match`, the bodies of its cases are what it is, statements or values. */
export function visitFor(analysis: Analysis, loop: ForExpression, place: Place): void {
  analysis.visit(loop.target, insideOf(place));
  for (const each of loop.cases) visitCase(analysis, each, place);
  checkReached(analysis, loop.cases);
  if (loop.fold !== null) visitFold(analysis, loop.fold, insideOf(place));
}

function visitCase(analysis: Analysis, node: ForCase, place: Place): void {
  const mark = analysis.scope.captured;
  capture(analysis, node.key);
  capture(analysis, node.value);
  visitBranch(analysis, node, place);
  analysis.scope.release(mark);
}

function capture(analysis: Analysis, name: Name | null): void {
  if (name !== null) analysis.captures.set(name, analysis.scope.capture(name.text));
}

function visitFold(analysis: Analysis, { into, use }: Fold, place: Place): void {
  analysis.visit(into, place);
  const init = analysis.constants.get(into);
  if (init === undefined || use === null) return;
  attempt(analysis, use.span, () => {
    checkFold(use.operator, init);
    return true;
  });
}

/** A case without a guard takes all that is left. */
function checkReached(analysis: Analysis, cases: readonly ForCase[]): void {
  const all = cases.findIndex(({ guard }) => guard === null);
  const next = cases[all + 1];
  if (all < 0 || next === undefined) return;
  analysis.warning({
    code: 'FR752',
    title: 'a case that is never reached',
    span: firstLine(analysis, next.span),
    label: 'never reached',
    context: [analysis.label(firstLine(analysis, cases[all]!.span), 'takes everything')],
    help: ['in a `for`, only a guard tells cases apart: `when …`'],
  });
}
