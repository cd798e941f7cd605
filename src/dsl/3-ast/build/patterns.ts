import { BrokenExtractorText } from '../../1-lex/punctuation.ts';
import { readRule } from '../../1-lex/rules.ts';
import { spanOf } from '../../1-lex/spans.ts';
import type * as cst from '../../2-parse/cst.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type * as ast from '../nodes.ts';
import { spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import { buildName, nameOfToken } from './names.ts';
import { buildValue } from './values.ts';

type ComparisonOperator = Extract<ast.RecordPatternField, { kind: 'comparison-field' }>['operator'];

/** A pattern; where there is none, or one of a later version, an error pattern. */
export function buildPattern(
  ctx: BuildContext,
  node: cst.PatternCstNode | undefined,
  at: number,
): ast.Pattern {
  if (node === undefined) return { kind: 'error-pattern', span: { start: at, end: at } };
  const span = spanOfNode(node, at);
  const { Underscore, recordPattern, arrayPattern, tuplePattern, extractorPattern, bindingPattern, value } =
    node.children;
  if (Underscore !== undefined) return { kind: 'any-pattern', span };
  const pattern = (recordPattern ?? arrayPattern ?? tuplePattern ?? extractorPattern ?? bindingPattern)?.[0];
  switch (pattern?.name) {
    case 'recordPattern': {
      const fields = (pattern.children.patternField ?? []).map((each) => buildField(ctx, each, span.end));
      return { kind: 'record-pattern', fields: fields.filter((each) => each !== undefined), span };
    }
    case 'arrayPattern':
      return { kind: 'array-pattern', items: buildItems(ctx, pattern.children.pattern, span.end), span };
    case 'tuplePattern': {
      const { pattern: items, Ellipsis } = pattern.children;
      return {
        kind: 'tuple-pattern',
        items: buildItems(ctx, items, span.end),
        open: Ellipsis !== undefined,
        span,
      };
    }
    case 'extractorPattern':
      return buildExtractor(pattern.children.extractor?.[0], span);
    case 'bindingPattern': {
      const name = nameOfToken(pattern.children.Identifier?.[0]);
      const inner = buildPattern(ctx, pattern.children.pattern?.[0], span.end);
      return name === undefined ? inner : { kind: 'binding-pattern', name, pattern: inner, span };
    }
    case undefined: {
      const expression = buildValue(ctx, value?.[0], span.end);
      if (expression.kind === 'error') return { kind: 'error-pattern', span };
      return { kind: 'expression-pattern', value: expression, span };
    }
  }
}

/** One with a bar missing has been complained about. */
function buildExtractor(node: cst.ExtractorCstNode | undefined, span: Span): ast.Pattern {
  const token = node?.children.ExtractorText?.[0];
  const name = nameOfToken(node?.children.Identifier?.[0]);
  const isWhole = token !== undefined && token.tokenType !== BrokenExtractorText && token.image !== '';
  if (name === undefined || !isWhole) return { kind: 'error-pattern', span };
  const rule = { kind: 'rule', text: readRule(token.image).text, span: spanOf(token) } as const;
  return { kind: 'extractor-pattern', name, rule, span };
}

export function buildItems(
  ctx: BuildContext,
  nodes: readonly cst.PatternCstNode[] = [],
  at: number,
): readonly ast.Pattern[] {
  return nodes.map((each) => buildPattern(ctx, each, at));
}

/** `undefined` for a field of a later version. */
function buildField(
  ctx: BuildContext,
  node: cst.PatternFieldCstNode,
  at: number,
): ast.RecordPatternField | undefined {
  const span = spanOfNode(node, at);
  const presence = node.children.presenceField?.[0]?.children;
  if (presence !== undefined) {
    const name = buildName(presence.name?.[0]);
    const test = presence.Present === undefined ? 'absent' : 'present';
    return name && { kind: 'presence-field', test, name, span };
  }
  const compared = node.children.comparedField?.[0]?.children;
  const name = nameOfToken(compared?.Identifier?.[0]);
  if (compared === undefined || name === undefined) return undefined;
  const sign = compared.Comparison?.[0];
  if (sign === undefined) {
    const as = nameOfToken(compared.fieldResult?.[0]?.children.Identifier?.[0]) ?? null;
    return { kind: 'pattern-field', as, name, pattern: buildFieldPattern(ctx, compared, span.end), span };
  }
  // The lexer gives the category of comparisons to exactly the texts of this type.
  const operator = sign.image as ComparisonOperator;
  const value = buildValue(ctx, compared.value?.[0], spanOf(sign).end);
  return { kind: 'comparison-field', name, operator, value, span };
}

/** What stands behind `~=`: there, an extractor has no sign of its own. */
function buildFieldPattern(
  ctx: BuildContext,
  { extractor, pattern }: cst.ComparedFieldCstChildren,
  at: number,
): ast.Pattern {
  const node = extractor?.[0];
  return node === undefined
    ? buildPattern(ctx, pattern?.[0], at)
    : buildExtractor(node, spanOfNode(node, at));
}
