import { Comparison } from '../../1-lex/punctuation.ts';
import { spanOf } from '../../1-lex/spans.ts';
import { tokenMatcher } from 'chevrotain';
import type * as cst from '../../2-parse/cst.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type * as ast from '../nodes.ts';
import { realToken, report, spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import { nameOfToken } from './names.ts';
import { buildSteps } from './steps.ts';
import { buildValue } from './values.ts';

export function buildLoop(ctx: BuildContext, { children }: cst.LoopCstNode, span: Span): ast.ForExpression {
  const fold = children.fold?.[0];
  return {
    kind: 'for',
    target: buildValue(ctx, children.value?.[0], span.start + 'for'.length),
    cases: (children.loopCase ?? []).map((each) => buildLoopCase(ctx, each, span.end)),
    fold: fold === undefined ? null : buildFold(ctx, fold, span.end),
    span,
  };
}

function buildLoopCase(ctx: BuildContext, node: cst.LoopCaseCstNode, at: number): ast.ForCase {
  const { key, item, When, value, body } = node.children;
  const span = spanOfNode(node, at);
  return {
    kind: 'for-case',
    key: nameOfToken(key?.[0]?.children.Identifier?.[0]) ?? null,
    value: nameOfToken(item?.[0]?.children.Identifier?.[0]) ?? null,
    guard: When === undefined ? null : buildValue(ctx, value?.[0], span.end),
    body: buildSteps(ctx, body?.[0]?.children.step ?? []),
    span,
  };
}

function buildFold(ctx: BuildContext, node: cst.FoldCstNode, at: number): ast.Fold {
  const span = spanOfNode(node, at);
  const into = buildValue(ctx, node.children.value?.[0], span.end);
  return { kind: 'fold', into, use: buildUse(ctx, node), span };
}

function buildUse(ctx: BuildContext, { children }: cst.FoldCstNode): ast.Fold['use'] {
  const token = realToken(children.BinaryOperator?.[0]);
  if (token === undefined) return null;
  const span = spanOf(token);
  if (tokenMatcher(token, Comparison)) {
    report(ctx, {
      code: 'FR591',
      title: `a \`for\` cannot put its results together with \`${token.image}\``,
      span,
      label: 'a comparison',
      help: ['the operators are `+ - * / %`, `& ^ << >> >>>` and `and or xor`'],
    });
    return null;
  }
  // The lexer gives the category of binary operators to exactly these texts and the comparisons.
  return { kind: 'use', operator: token.image as ast.FoldOperator, span };
}
