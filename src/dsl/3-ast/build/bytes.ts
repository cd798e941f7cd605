import { readInteger } from '../../1-lex/numbers.ts';
import { spanOf } from '../../1-lex/spans.ts';
import type * as cst from '../../2-parse/cst.ts';
import { MAX_BITS, parseBitForm } from '../../../runtime/value/bits.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type * as ast from '../nodes.ts';
import { realToken, report, spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import { nameOfToken } from './names.ts';
import { buildOperand } from './values.ts';

export function buildBytes(
  ctx: BuildContext,
  { children }: cst.BytesCstNode,
  span: Span,
): ast.BytesExpression {
  return {
    kind: 'bytes',
    parts: (children.bytesPart ?? []).map((each) => buildPart(ctx, each, span.end)),
    span,
  };
}

function buildPart(ctx: BuildContext, node: cst.BytesPartCstNode, at: number): ast.BytesPart {
  const span = spanOfNode(node, at);
  const value = buildOperand(ctx, node.children.operand?.[0], span.end);
  return { kind: 'bytes-part', value, bits: buildBits(ctx, node), type: buildType(ctx, node), span };
}

/** What cannot be is reported, and left out. */
function buildBits(ctx: BuildContext, { children }: cst.BytesPartCstNode): number | null {
  const token = realToken(children.Integer?.[0]);
  if (token === undefined) return null;
  const size = readInteger(token.image);
  if (typeof size !== 'bigint') return null;
  const minus = children.Minus?.[0];
  if (minus === undefined && size <= MAX_BITS) return Number(size);
  report(ctx, {
    code: 'FR593',
    title: `a part cannot have ${minus === undefined ? '' : '-'}${size} bits`,
    span: { start: (minus ?? token).startOffset, end: spanOf(token).end },
    label: `from 0 to ${MAX_BITS}`,
  });
  return null;
}

const TYPES = ['binary', 'big', 'little', 'signed', 'unsigned', 'integer', 'little_signed', 'big_signed'];

function buildType(ctx: BuildContext, { children }: cst.BytesPartCstNode): ast.Name | null {
  const type = nameOfToken(children.Identifier?.[0]);
  if (type === undefined) return null;
  const words = (children.Identifier ?? []).map((token) => token.image);
  if (words.length === 1 && parseBitForm(type.text, null) !== undefined) return type;
  const text = words.join('-');
  const joined = words.join('_');
  report(ctx, {
    code: 'FR592',
    title: `unknown type \`${text}\` of bits`,
    span: { start: type.span.start, end: spanOf(children.Identifier!.at(-1)!).end },
    label: 'not a type',
    help: [parseBitForm(joined, null) === undefined ? suggest(text, TYPES, 'types') : `write \`${joined}\``],
  });
  return null;
}
