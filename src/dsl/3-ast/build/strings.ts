import type { IToken } from 'chevrotain';
import { spanOf } from '../../1-lex/spans.ts';
import { Escape, readEscape, UnicodeEscape } from '../../1-lex/strings.ts';
import type { InterpolationCstNode, StringCstNode } from '../../2-parse/cst.ts';
import type { Interpolation, StringTemplate, StringText } from '../nodes.ts';
import { spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import { buildValue } from './values.ts';

/** A string or heredoc; what stands between two interpolations is one text. */
export function buildString(ctx: BuildContext, node: StringCstNode): StringTemplate {
  const { HeredocOpen, StringOpen, stringPart = [] } = node.children;
  const opener = (HeredocOpen ?? StringOpen)?.[0];
  const parts: (StringText | Interpolation)[] = [];
  for (const { children } of stringPart) {
    const chunk = children.StringChunk?.[0];
    const interpolation = children.interpolation?.[0];
    if (chunk !== undefined) addText(parts, chunk);
    else if (interpolation !== undefined) parts.push(buildInterpolation(ctx, interpolation));
  }
  return {
    kind: 'string',
    heredoc: HeredocOpen !== undefined,
    parts,
    span: spanOfNode(node, opener?.startOffset ?? 0),
  };
}

function addText(parts: (StringText | Interpolation)[], chunk: IToken): void {
  const text = textOf(chunk);
  const span = spanOf(chunk);
  const last = parts.at(-1);
  if (last?.kind !== 'text') {
    parts.push({ kind: 'text', text, span });
  } else {
    parts[parts.length - 1] = {
      kind: 'text',
      text: last.text + text,
      span: { start: last.span.start, end: span.end },
    };
  }
}

function textOf(chunk: IToken): string {
  const isEscape = chunk.tokenType === Escape || chunk.tokenType === UnicodeEscape;
  return isEscape ? readEscape(chunk.image) : chunk.image;
}

function buildInterpolation(ctx: BuildContext, node: InterpolationCstNode): Interpolation {
  const span = spanOfNode(node, 0);
  const value = buildValue(ctx, node.children.value?.[0], Math.min(span.start + 2, span.end));
  return { kind: 'interpolation', value, span };
}
