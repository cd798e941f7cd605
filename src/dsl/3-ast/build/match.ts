import type * as cst from '../../2-parse/cst.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type * as ast from '../nodes.ts';
import { spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import { buildPattern } from './patterns.ts';
import { buildSteps } from './steps.ts';
import { buildValue } from './values.ts';

export function buildMatch(
  ctx: BuildContext,
  { children }: cst.MatchCstNode,
  span: Span,
): ast.MatchExpression {
  const target = buildValue(ctx, children.value?.[0], span.end);
  const cases = (children.matchCase ?? []).map((each) => buildCase(ctx, each, span.end));
  return { kind: 'match', target, cases, span };
}

function buildCase(ctx: BuildContext, node: cst.MatchCaseCstNode, at: number): ast.MatchCase {
  const { pattern, When, value, body } = node.children;
  const span = spanOfNode(node, at);
  return {
    kind: 'case',
    pattern: buildPattern(ctx, pattern?.[0], span.end),
    guard: When === undefined ? null : buildValue(ctx, value?.[0], span.end),
    body: buildSteps(ctx, body?.[0]?.children.step ?? []),
    span,
  };
}
