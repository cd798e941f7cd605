import type { Expression, ForCase, MatchCase, MatchExpression, Pattern } from '../../3-ast/nodes.ts';
import { insideOf } from './analysis.ts';
import type { Analysis, Place } from './analysis.ts';
import { guardMistake } from './check-guard.ts';
import { firstLine, visitStatements } from './statements.ts';
import { warnOfUnreachable } from './unreachable-cases.ts';
import { visitPattern } from './visit-pattern.ts';

/** A `match`: the bodies of its cases are what the `match` is, statements or values. */
export function visitMatch(analysis: Analysis, match: MatchExpression, place: Place): void {
  const inside = insideOf(place);
  analysis.visit(match.target, inside);
  const isOfEvent = analysis.reads.isEvent(match.target, analysis);
  for (const each of match.cases) visitCase(analysis, each, place, isOfEvent);
  checkDefault(analysis, match);
}

function visitCase(analysis: Analysis, node: MatchCase, place: Place, isOfEvent: boolean): void {
  const mark = analysis.scope.captured;
  visitPattern(analysis, node.pattern, insideOf(place));
  if (isOfEvent) noteReads(analysis, node.pattern);
  visitBranch(analysis, node, place);
  analysis.scope.release(mark);
}

/** What is behind the pattern of a case: guard and body. */
export function visitBranch(analysis: Analysis, node: MatchCase | ForCase, place: Place): void {
  if (node.guard !== null) visitGuard(analysis, node.guard, insideOf(place));
  const { start } = node.span;
  visitStatements(analysis, node.body, place, { start, end: start + 'case'.length });
}

function visitGuard(analysis: Analysis, guard: Expression, place: Place): void {
  analysis.visit(guard, place);
  const mistake = guardMistake(guard, 'when', analysis);
  if (mistake !== undefined) analysis.error(mistake);
  if (analysis.constants.get(guard) !== false) return;
  analysis.warning({
    code: 'FR752',
    title: 'a case that is never reached',
    span: guard.span,
    label: 'always false',
    help: ['remove the case, or mend its condition'],
  });
}

/** The pattern is tried on the event: it reads fields, and `name = _` is another name of the event. */
function noteReads(analysis: Analysis, pattern: Pattern): void {
  analysis.reads.pattern(pattern);
  if (pattern.kind !== 'binding-pattern' || pattern.pattern.kind !== 'any-pattern') return;
  const slot = analysis.captures.get(pattern);
  if (slot !== undefined) analysis.reads.alias(slot);
}

function checkDefault(analysis: Analysis, { cases, span }: MatchExpression): void {
  // A case that could not be read may be the very one that matches everything.
  if (cases.length === 0 || cases.some(({ pattern }) => isUnreadable(pattern))) return;
  const first = cases.findIndex(isDefault);
  warnOfUnreachable(analysis, first < 0 ? cases : cases.slice(0, first));
  if (first < 0) {
    analysis.warning({
      code: 'FR751',
      title: 'a `match` without `case _`',
      span: { start: span.start, end: span.start + 'match'.length },
      label: 'what if no case matches?',
      help: ['add `case _ => …`; without it, such an event is an error'],
    });
  }
  const next = cases[first + 1];
  if (first < 0 || next === undefined) return;
  analysis.warning({
    code: 'FR752',
    title: isDefault(next) ? 'a second `case _`' : 'a case that is never reached',
    span: firstLine(analysis, next.span),
    label: 'never reached',
    context: [analysis.label(firstLine(analysis, cases[first]!.span), 'matches everything')],
    help: ['`case _` comes last'],
  });
}

function isDefault({ pattern, guard }: MatchCase): boolean {
  return guard === null && matchesAll(pattern);
}

function matchesAll(pattern: Pattern): boolean {
  return pattern.kind === 'binding-pattern' ? matchesAll(pattern.pattern) : pattern.kind === 'any-pattern';
}

function isUnreadable(pattern: Pattern): boolean {
  return pattern.kind === 'binding-pattern'
    ? isUnreadable(pattern.pattern)
    : pattern.kind === 'error-pattern';
}
