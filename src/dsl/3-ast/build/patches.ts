import type { IToken } from 'chevrotain';
import type * as cst from '../../2-parse/cst.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type * as ast from '../nodes.ts';
import { spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import { nameOfToken } from './names.ts';
import { buildString } from './strings.ts';
import { buildValue } from './values.ts';

export function buildMerge(
  ctx: BuildContext,
  { children }: cst.MergeCstNode,
  span: Span,
): ast.MergeExpression {
  const [target, value] = children.value ?? [];
  return {
    kind: 'merge',
    target: buildValue(ctx, target, span.end),
    value: buildValue(ctx, value, span.end),
    span,
  };
}

export function buildPatch(
  ctx: BuildContext,
  { children }: cst.PatchCstNode,
  span: Span,
): ast.PatchExpression {
  const operations = (children.operations?.[0]?.children.operation ?? []).map((each) =>
    buildOperation(ctx, each, span.end),
  );
  return {
    kind: 'patch',
    target: buildValue(ctx, children.value?.[0], span.end),
    operations: operations.filter((each) => each !== undefined),
    span,
  };
}

/** `undefined` for one that lacks so much that it has no meaning; that is reported. */
function buildOperation(
  ctx: BuildContext,
  node: cst.OperationCstNode,
  at: number,
): ast.PatchOperation | undefined {
  const { Insert, Update, Upsert, Erase, Move, Copy, Merge, Default, destination, ...children } =
    node.children;
  const span = spanOfNode(node, at);
  const key = buildKey(ctx, children.key?.[0]);
  if (Erase !== undefined) return key && { kind: 'operation', does: 'erase', key, span };
  if (Move !== undefined || Copy !== undefined) {
    const to = buildKey(ctx, destination?.[0]);
    return (
      key && to && { kind: 'operation', does: Move === undefined ? 'copy' : 'move', from: key, to, span }
    );
  }
  const value = buildValue(ctx, children.value?.[0], span.end);
  if (Merge !== undefined || Default !== undefined) {
    return {
      kind: 'operation',
      does: Merge === undefined ? 'default' : 'merge',
      key: key ?? null,
      value,
      span,
    };
  }
  const does = Insert === undefined ? (Update === undefined ? 'upsert' : 'update') : 'insert';
  const isKnown = (Insert ?? Update ?? Upsert) !== undefined;
  return isKnown && key !== undefined ? { kind: 'operation', does, key, value, span } : undefined;
}

/** The name of a field. `undefined` where there is none; that is reported. */
export function buildKey(
  ctx: BuildContext,
  node: cst.KeyCstNode | undefined,
): ast.StringTemplate | undefined {
  const string = node?.children.string?.[0];
  return string === undefined ? bareKey(node?.children.Identifier?.[0]) : buildString(ctx, string);
}

/** A key that was written without quotes, which is reported. */
function bareKey(token: IToken | undefined): ast.StringTemplate | undefined {
  const name = nameOfToken(token);
  if (name === undefined) return undefined;
  const { text, span } = name;
  return { kind: 'string', heredoc: false, parts: [{ kind: 'text', text, span }], span };
}
