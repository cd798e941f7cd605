import { spanOf } from '../../1-lex/spans.ts';
import type * as cst from '../../2-parse/cst.ts';
import type * as ast from '../nodes.ts';
import { hole, report, spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import { buildFn, reportIntrinsic } from './functions.ts';
import { buildName } from './names.ts';
import { buildString } from './strings.ts';
import { reportNestedUse } from './uses.ts';
import { buildPrimary, buildValue } from './values.ts';

/** The body of a script or a handler: its steps, without the `use`s among them. */
export function buildBody(ctx: BuildContext, steps: readonly cst.StepCstNode[]): readonly ast.Expression[] {
  return buildSteps(
    ctx,
    steps.filter(({ children }) => children.use === undefined),
  );
}

/** The steps of a body or a case. */
export function buildSteps(ctx: BuildContext, steps: readonly cst.StepCstNode[]): readonly ast.Expression[] {
  return steps.map((each) => buildStep(ctx, each));
}

function buildStep(ctx: BuildContext, node: cst.StepCstNode): ast.Expression {
  const { letStep, constStep, emitStep, use, fnStep, intrinsicStep, Drop, value } = node.children;
  const drop = Drop?.[0];
  if (drop !== undefined) return { kind: 'drop', span: spanOf(drop) };
  const at = spanOfNode(node, 0).start;
  if (value !== undefined) return buildValue(ctx, value[0], at);
  const step = (letStep ?? constStep ?? emitStep ?? use ?? fnStep ?? intrinsicStep)?.[0];
  switch (step?.name) {
    case 'letStep':
      return buildLet(ctx, step);
    case 'constStep':
      return buildConst(ctx, step);
    case 'emitStep':
      return buildEmit(ctx, step);
    case 'use':
      reportNestedUse(ctx, step);
      return hole(spanOfNode(step, at));
    case 'fnStep':
      return buildFn(ctx, step);
    case 'intrinsicStep':
      return reportIntrinsic(ctx, step);
    case undefined:
      return hole({ start: at, end: at });
  }
}

function buildLet(ctx: BuildContext, node: cst.LetStepCstNode): ast.Expression {
  const span = spanOfNode(node, 0);
  const target = buildPrimary(ctx, node.children.primary?.[0], span.end);
  const value = buildValue(ctx, node.children.value?.[0], span.end);
  if (target.kind === 'path') return { kind: 'let', target, value, span };
  if (target.kind !== 'error') {
    report(ctx, {
      code: 'FR214',
      title: '`let` assigns to a path',
      span: target.span,
      label: 'not a path',
      help: ['a path is a name, `event.key`, `$key` or `state.key`'],
    });
  }
  return hole(span);
}

function buildConst(ctx: BuildContext, node: cst.ConstStepCstNode): ast.Expression {
  return buildConstDefinition(ctx, node) ?? hole(spanOfNode(node, 0));
}

/** `undefined` for a constant without a name (reported). */
export function buildConstDefinition(
  ctx: BuildContext,
  node: cst.ConstStepCstNode,
): ast.ConstDefinition | undefined {
  const span = spanOfNode(node, 0);
  const docs = ctx.docs.take(span.start);
  const name = buildName(node.children.name?.[0]);
  const value = buildValue(ctx, node.children.value?.[0], span.end);
  return name && { kind: 'const', docs, name, value, span };
}

function buildEmit(ctx: BuildContext, node: cst.EmitStepCstNode): ast.Expression {
  const span = spanOfNode(node, 0);
  const { value, Arrow, string } = node.children;
  return {
    kind: 'emit',
    value: value === undefined ? null : buildValue(ctx, value[0], span.end),
    port: Arrow === undefined || string?.[0] === undefined ? null : buildString(ctx, string[0]),
    span,
  };
}
