import type { IToken } from 'chevrotain';
import { False, Null, True } from '../../1-lex/keywords.ts';
import { FloatNumber, Integer, readFloat, readInteger } from '../../1-lex/numbers.ts';
import { spanOf } from '../../1-lex/spans.ts';
import type * as cst from '../../2-parse/cst.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type * as ast from '../nodes.ts';
import { hole, holeAt, realToken, report, spanFrom, spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import { buildModulePath, buildName, nameOfToken } from './names.ts';
import { combine } from './operators.ts';
import type { Placed } from './operators.ts';
import { buildBytes } from './bytes.ts';
import { buildLoop } from './loops.ts';
import { buildMatch } from './match.ts';
import { buildKey, buildMerge, buildPatch } from './patches.ts';
import { buildString } from './strings.ts';

/** An expression; a hole at `at` where there is none. */
export function buildValue(
  ctx: BuildContext,
  node: cst.ValueCstNode | undefined,
  at: number,
): ast.Expression {
  return placeValue(ctx, node, at).expression;
}

function placeValue(ctx: BuildContext, node: cst.ValueCstNode | undefined, at: number): Placed {
  if (node === undefined) return placedHole({ start: at, end: at });
  const span = spanOfNode(node, at);
  const operators = (node.children.BinaryOperator ?? []).filter((token) => realToken(token) !== undefined);
  const operands = (node.children.operand ?? []).map((operand) => placeOperand(ctx, operand, span.end));
  while (operands.length <= operators.length) operands.push(placedHole({ start: span.end, end: span.end }));
  return combine(operands.slice(0, operators.length + 1), operators);
}

function placedHole(span: Span): Placed {
  return { expression: hole(span), span };
}

/** What stands without an operator behind it. */
export function buildOperand(
  ctx: BuildContext,
  node: cst.OperandCstNode | undefined,
  at: number,
): ast.Expression {
  return node === undefined ? holeAt(at) : placeOperand(ctx, node, at).expression;
}

function placeOperand(ctx: BuildContext, node: cst.OperandCstNode, at: number): Placed {
  const { PrefixOperator = [], primary } = node.children;
  let placed = placePrimary(ctx, primary?.[0], spanOfNode(node, at).end);
  for (const token of PrefixOperator.toReversed()) {
    const span = { start: token.startOffset, end: placed.span.end };
    // The lexer gives the category of prefix operators to exactly the texts of this type.
    const operator = token.image as ast.UnaryOperator;
    placed = { expression: { kind: 'unary', operator, operand: placed.expression, span }, span };
  }
  return placed;
}

export function buildPrimary(
  ctx: BuildContext,
  node: cst.PrimaryCstNode | undefined,
  at: number,
): ast.Expression {
  return placePrimary(ctx, node, at).expression;
}

function placePrimary(ctx: BuildContext, node: cst.PrimaryCstNode | undefined, at: number): Placed {
  if (node === undefined) return placedHole({ start: at, end: at });
  const span = spanOfNode(node, at);
  const { segment = [] } = node.children;
  const { root, rootSpan, segments } = headOf(ctx, node, span);
  if (segments === undefined && segment.length === 0) {
    return root.kind === 'expression' ? { expression: root.value, span } : placedHole(span);
  }
  const all = [...(segments ?? []), ...segment.map((each) => buildSegment(ctx, each, rootSpan.end))];
  const kept = all.filter((each) => each !== undefined);
  return { expression: { kind: 'path', root, segments: kept, span }, span };
}

/** What stands before the segments. `segments` is undefined when it is a path only because of those that follow. */
interface Head {
  readonly root: ast.PathRoot;
  readonly rootSpan: Span;
  readonly segments: readonly ast.PathSegment[] | undefined;
}

function headOf(ctx: BuildContext, node: cst.PrimaryCstNode, span: Span): Head {
  const { children } = node;
  const word = children.RootWord?.[0];
  if (word !== undefined) return path({ kind: rootKind(word), span: spanOf(word) });
  const meta = children.meta?.[0];
  if (meta !== undefined) return metaPath(meta, span);
  const recur = children.recur?.[0];
  if (recur !== undefined) return recurHead(ctx, recur, span);
  const reference = children.reference?.[0];
  if (reference !== undefined) return referencePath(ctx, reference, span);
  const [value, valueSpan] = plainValue(ctx, children, span);
  return expressionHead(value, valueSpan);
}

function path(root: ast.PathRoot, segments: readonly ast.PathSegment[] = []): Head {
  return { root, rootSpan: root.span, segments };
}

function expressionHead(value: ast.Expression, span: Span): Head {
  return { root: { kind: 'expression', value, span }, rootSpan: span, segments: undefined };
}

function rootKind(word: IToken): 'event' | 'state' | 'args' | 'group' | 'window' {
  // The lexer gives the category of root words to exactly these texts.
  return word.image as 'event' | 'state' | 'args' | 'group' | 'window';
}

function metaPath({ children }: cst.MetaCstNode, { start }: Span): Head {
  const name = nameOfToken(children.Identifier?.[0]);
  const root: ast.PathRoot = { kind: 'meta', span: spanFrom(children.Dollar?.[0], start) };
  return path(root, name === undefined ? [] : [{ kind: 'key', name, span: name.span }]);
}

function referencePath(ctx: BuildContext, { children }: cst.ReferenceCstNode, span: Span): Head {
  const callee = buildModulePath(children.modulePath?.[0]);
  if (callee === undefined) return expressionHead(hole(span), span);
  const call = children.callArguments?.[0];
  if (call === undefined) return path(callee.names.length === 1 ? callee.names[0]! : callee);
  const callSpan = { start: callee.span.start, end: spanOfNode(call, callee.span.end).end };
  const args = buildArguments(ctx, call, callSpan.end);
  return expressionHead({ kind: 'call', callee, args, span: callSpan }, callSpan);
}

function recurHead(ctx: BuildContext, node: cst.RecurCstNode, { start }: Span): Head {
  const span = spanOfNode(node, start);
  const args = buildArguments(ctx, node.children.callArguments?.[0], span.end);
  return expressionHead({ kind: 'recur', args, span }, span);
}

function buildArguments(
  ctx: BuildContext,
  node: cst.CallArgumentsCstNode | undefined,
  at: number,
): readonly ast.Expression[] {
  return (node?.children.value ?? []).map((each) => buildValue(ctx, each, at));
}

function plainValue(
  ctx: BuildContext,
  children: cst.PrimaryCstChildren,
  span: Span,
): readonly [value: ast.Expression, span: Span] {
  const { LiteralToken, string, list, bytes, record, group, match, loop, patch, merge, presence } = children;
  const token = LiteralToken?.[0];
  if (token !== undefined) return [buildLiteral(token), spanOf(token)];
  const node = (string ??
    list ??
    bytes ??
    record ??
    group ??
    match ??
    loop ??
    patch ??
    merge ??
    presence)?.[0];
  if (node === undefined) return [hole(span), span];
  const own = spanOfNode(node, span.start);
  switch (node.name) {
    case 'string':
      return [buildString(ctx, node), own];
    case 'list':
      return [buildList(ctx, node, own), own];
    case 'bytes':
      return [buildBytes(ctx, node, own), own];
    case 'record':
      return [buildRecord(ctx, node, own), own];
    case 'group':
      return [buildValue(ctx, node.children.value?.[0], own.end), own];
    case 'match':
      return [buildMatch(ctx, node, own), own];
    case 'loop':
      return [buildLoop(ctx, node, own), own];
    case 'patch':
      return [buildPatch(ctx, node, own), own];
    case 'merge':
      return [buildMerge(ctx, node, own), own];
    case 'presence':
      return [buildPresence(ctx, node, own), own];
  }
}

function buildLiteral(token: IToken): ast.Expression {
  const span = spanOf(token);
  const value = literalValue(token);
  return value === undefined ? hole(span) : { kind: 'literal', value, span };
}

/** `undefined` for a number that is none, which is reported. */
function literalValue(token: IToken): ast.Literal['value'] | undefined {
  switch (token.tokenType) {
    case Null:
      return null;
    case True:
      return true;
    case False:
      return false;
    case Integer: {
      const integer = readInteger(token.image);
      return typeof integer === 'bigint' ? { integer } : undefined;
    }
    case FloatNumber: {
      const float = readFloat(token.image);
      return typeof float === 'number' ? { float } : undefined;
    }
    default:
      return undefined;
  }
}

function buildList(ctx: BuildContext, { children }: cst.ListCstNode, span: Span): ast.ListExpression {
  const items = (children.value ?? []).map((each) => buildValue(ctx, each, span.end));
  return { kind: 'list', items, span };
}

function buildRecord(ctx: BuildContext, { children }: cst.RecordCstNode, span: Span): ast.RecordExpression {
  const fields = (children.field ?? []).map((each) => buildField(ctx, each, span.end));
  return { kind: 'record', fields: fields.filter((each) => each !== undefined), span };
}

function buildField(ctx: BuildContext, node: cst.FieldCstNode, at: number): ast.RecordField | undefined {
  const span = spanOfNode(node, at);
  const { key: keyNode, value } = node.children;
  const key = buildKey(ctx, keyNode?.[0]);
  return key && { kind: 'field', key, value: buildValue(ctx, value?.[0], span.end), span };
}

function buildPresence(ctx: BuildContext, { children }: cst.PresenceCstNode, span: Span): ast.Expression {
  const path = buildPrimary(ctx, children.primary?.[0], span.end);
  if (path.kind === 'path') {
    return { kind: 'presence', test: children.Present === undefined ? 'absent' : 'present', path, span };
  }
  if (path.kind !== 'error') {
    const word = children.Present === undefined ? 'absent' : 'present';
    report(ctx, {
      code: 'FR214',
      title: `\`${word}\` takes a path`,
      span: path.span,
      label: 'not a path',
      help: [`a path is \`event.key\`, \`$key\`, \`state.key\` or a name`],
    });
  }
  return hole(span);
}

function buildSegment(ctx: BuildContext, node: cst.SegmentCstNode, at: number): ast.PathSegment | undefined {
  const span = spanOfNode(node, at);
  const { Dot, name, value = [], Colon } = node.children;
  if (Dot !== undefined) {
    const key = buildName(name?.[0]);
    return key && { kind: 'key', name: key, span };
  }
  const from = buildValue(ctx, value[0], span.end);
  if (Colon === undefined) return { kind: 'index', index: from, span };
  return { kind: 'range', from, to: value[1] ? buildValue(ctx, value[1], span.end) : holeAt(span.end), span };
}
