import type { MatchCase } from '../../3-ast/nodes.ts';
import type { Analysis } from './analysis.ts';
import { covers } from './pattern-covers.ts';

/** Warns of cases that an earlier case leaves nothing for. What stands behind `case _` is reported elsewhere. */
export function warnOfUnreachable(analysis: Analysis, cases: readonly MatchCase[]): void {
  const takers: MatchCase[] = [];
  for (const each of cases) {
    const taker = takers.find(({ pattern }) => covers(analysis, pattern, each.pattern));
    if (taker !== undefined) warn(analysis, each, taker);
    else if (each.guard === null) takers.push(each);
    if (each.guard === null && each.pattern.kind === 'any-pattern') return;
  }
}

function warn(analysis: Analysis, { pattern }: MatchCase, taker: MatchCase): void {
  const isBroader = !covers(analysis, pattern, taker.pattern);
  analysis.warning({
    code: 'FR752',
    title: 'a case that is never reached',
    span: pattern.span,
    label: 'never reached',
    context: [
      analysis.label(taker.pattern.span, isBroader ? 'matches all that it would' : 'matches the same'),
    ],
    help: [isBroader ? 'put the narrower case first' : 'remove one of them, or give the first a condition'],
  });
}
