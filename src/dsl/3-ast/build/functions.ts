import type * as cst from '../../2-parse/cst.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type * as ast from '../nodes.ts';
import { hole, report, spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import { buildName, nameOfToken } from './names.ts';
import { buildItems } from './patterns.ts';
import { buildSteps } from './steps.ts';
import { buildValue } from './values.ts';

/** `fn name(a, b) with … end` and `fn name(a, b) of case … end`. */
export function buildFn(ctx: BuildContext, node: cst.FnStepCstNode): ast.Expression {
  return buildFnDefinition(ctx, node) ?? hole(spanOfNode(node, 0));
}

/** `undefined` for a function without a name (reported). */
export function buildFnDefinition(ctx: BuildContext, node: cst.FnStepCstNode): ast.FnDefinition | undefined {
  const span = spanOfNode(node, 0);
  const docs = ctx.docs.take(span.start);
  const name = buildName(node.children.name?.[0]);
  if (name === undefined) return undefined;
  const { Identifier = [], Ellipsis } = node.children.fnParams?.[0]?.children ?? {};
  const params = Identifier.map(nameOfToken).filter((each) => each !== undefined);
  return {
    kind: 'fn',
    docs,
    name,
    params,
    variadic: Ellipsis !== undefined,
    body: buildFnBody(ctx, node, span),
    span,
  };
}

function buildFnBody(ctx: BuildContext, { children }: cst.FnStepCstNode, span: Span): ast.FnBody {
  const { Of, body, fnCase = [] } = children;
  if (Of === undefined) return { kind: 'with', body: buildSteps(ctx, body?.[0]?.children.step ?? []) };
  return { kind: 'of', cases: fnCase.map((each) => buildFnCase(ctx, each, span.end)) };
}

function buildFnCase(ctx: BuildContext, node: cst.FnCaseCstNode, at: number): ast.MatchCase {
  const { When, value, body } = node.children;
  const span = spanOfNode(node, at);
  return {
    kind: 'case',
    pattern: buildFnPattern(ctx, node, span),
    guard: When === undefined ? null : buildValue(ctx, value?.[0], span.end),
    body: buildSteps(ctx, body?.[0]?.children.step ?? []),
    span,
  };
}

function buildFnPattern(ctx: BuildContext, { children }: cst.FnCaseCstNode, whole: Span): ast.Pattern {
  const patterns = children.fnPatterns?.[0];
  if (patterns === undefined) {
    const any = (children.Underscore ?? children.Default)?.[0];
    if (any === undefined) return { kind: 'error-pattern', span: { start: whole.end, end: whole.end } };
    return { kind: 'any-pattern', span: { start: any.startOffset, end: any.startOffset + any.image.length } };
  }
  const span = spanOfNode(patterns, whole.end);
  const items = buildItems(ctx, patterns.children.pattern, span.end);
  return { kind: 'tuple-pattern', items, open: patterns.children.Ellipsis !== undefined, span };
}

/** What only Tremor's own library may say; the hole keeps quiet about calls of the function. */
export function reportIntrinsic(ctx: BuildContext, node: cst.IntrinsicStepCstNode): ast.Expression {
  const span = spanOfNode(node, 0);
  ctx.docs.take(span.start);
  report(ctx, {
    code: 'FR569',
    title: 'an `intrinsic fn` cannot be defined here',
    span: { start: span.start, end: span.start + 'intrinsic'.length },
    label: 'a function that the runtime itself brings',
    help: ['call the function of the standard library, or write `fn name(a) with … end`'],
  });
  return hole(span);
}
