import { createToken, Lexer } from 'chevrotain';
import type { TokenType } from 'chevrotain';
import { LiteralToken } from './literal.ts';
import { sticky } from './patterns.ts';

/** `or`, `+`, `==` …: everything between two operands. Precedence is the tree builder's business. */
export const BinaryOperator = abstract('BinaryOperator', 'an operator');
/** `==`, `<` …: what a record pattern can compare with. */
export const Comparison = abstract('Comparison', 'a comparison');
/** `-`, `not` …: what stands before an operand. */
export const PrefixOperator = abstract('PrefixOperator', 'an operator');

export const Semicolon = sign('Semicolon', ';');
export const Comma = sign('Comma', ',');
export const Ellipsis = sign('Ellipsis', '...');
export const Dot = sign('Dot', '.');
export const DoubleColon = sign('DoubleColon', '::');
export const Colon = sign('Colon', ':');
export const Dollar = sign('Dollar', '$');
export const Slash = sign('Slash', '/', BinaryOperator);

export const LParen = sign('LParen', '(');
export const RParen = sign('RParen', ')');
export const LBracket = sign('LBracket', '[');
export const RBracket = sign('RBracket', ']');
export const TuplePatternOpen = sign('TuplePatternOpen', '%(');
export const ArrayPatternOpen = sign('ArrayPatternOpen', '%[');

// Braces nest inside of interpolations: there, each opening one enters the mode again and each closing one leaves it.
export const LBrace = sign('LBrace', '{');
export const RBrace = sign('RBrace', '}');
export const RecordPatternOpen = sign('RecordPatternOpen', '%{');
export const NestedRBrace = createToken({
  name: 'NestedRBrace',
  label: '`}`',
  pattern: '}',
  pop_mode: true,
  categories: RBrace,
});
export const InlineLBrace = nested('InlineLBrace', LBrace, '{', 'inline');
export const BlockLBrace = nested('BlockLBrace', LBrace, '{', 'block');
export const InlineRecordPatternOpen = nested('InlineRecordPatternOpen', RecordPatternOpen, '%{', 'inline');
export const BlockRecordPatternOpen = nested('BlockRecordPatternOpen', RecordPatternOpen, '%{', 'block');

export const Arrow = sign('Arrow', '=>');
export const Equal = sign('Equal', '==', BinaryOperator, Comparison);
export const Assign = sign('Assign', '=');
export const NotEqual = sign('NotEqual', '!=', BinaryOperator, Comparison);
export const Bang = sign('Bang', '!', PrefixOperator);
export const TildeAssign = sign('TildeAssign', '~=');
export const Tilde = sign('Tilde', '~');
export const GreaterOrEqual = sign('GreaterOrEqual', '>=', BinaryOperator, Comparison);
export const ShiftRightUnsigned = sign('ShiftRightUnsigned', '>>>', BinaryOperator);
export const ShiftRight = sign('ShiftRight', '>>', BinaryOperator);
export const Greater = sign('Greater', '>', BinaryOperator, Comparison);
export const LessOrEqual = sign('LessOrEqual', '<=', BinaryOperator, Comparison);
export const ShiftLeft = sign('ShiftLeft', '<<', BinaryOperator);
export const Less = sign('Less', '<', BinaryOperator, Comparison);
export const Plus = sign('Plus', '+', BinaryOperator, PrefixOperator);
export const Minus = sign('Minus', '-', BinaryOperator, PrefixOperator);
export const Star = sign('Star', '*', BinaryOperator);
export const Percent = sign('Percent', '%', BinaryOperator);
export const Caret = sign('Caret', '^', BinaryOperator);
export const Ampersand = sign('Ampersand', '&', BinaryOperator);

/**
 * `|a+|` right behind a name: the text of an extractor. A backslash keeps a bar or joins two lines. Behind `~ name`, there may
 * be blanks and line breaks in front.
 */
export const ExtractorText = createToken({
  name: 'ExtractorText',
  label: 'the rule of the extractor, `|…|`',
  pattern: sticky(
    /(?<=[\p{ID_Continue}`]|~=?\s*[\p{ID_Start}`][\p{ID_Continue}`]*\s+)\|(?:\\(?:\r?\n|[^\r\n])|[^|\\\r\n])*\|/uy,
  ),
  start_chars_hint: ['|'],
  line_breaks: true,
});

/** The text of an extractor whose bar is missing: up to what could stand behind its pattern. */
export const BrokenExtractorText = createToken({
  name: 'BrokenExtractorText',
  label: 'the rule of the extractor, `|…|`',
  pattern: sticky(
    /(?<=~=?\s*[\p{ID_Start}`][\p{ID_Continue}`]*\s*)\|[^|\r\n]*?(?=\s*(?:[},;)\]\r\n]|=>|when\b|$))/uy,
  ),
  start_chars_hint: ['|'],
  line_breaks: false,
  categories: ExtractorText,
});

/** Signs of other languages; each is reported with what to write instead. */
export const Foreign = createToken({
  name: 'Foreign',
  label: 'an unknown sign',
  pattern: /&&|\|\|?|\/\/[^\r\n]*|===|!==|->/,
});
/** A string in the quotes of other languages; stands for a value, so that it is the only mistake. */
export const ForeignString = createToken({
  name: 'ForeignString',
  label: 'an unknown sign',
  pattern: /'[^'\r\n]*'/,
  categories: LiteralToken,
});

/** Longest first: what begins like another sign stands before it. */
export const commonSigns: readonly TokenType[] = [
  ...[ExtractorText, BrokenExtractorText, Foreign, ForeignString],
  ...[Ellipsis, DoubleColon, Arrow, Equal, NotEqual, TildeAssign, TuplePatternOpen, ArrayPatternOpen],
  ...[ShiftRightUnsigned, ShiftRight, GreaterOrEqual, ShiftLeft, LessOrEqual],
  ...[Semicolon, Comma, Dot, Colon, Dollar, Slash, LParen, RParen, LBracket, RBracket],
  ...[Assign, Bang, Tilde, Greater, Less, Plus, Minus, Star, Percent, Caret, Ampersand],
];

function sign(name: string, pattern: string, ...categories: TokenType[]): TokenType {
  return createToken({ name, label: `\`${pattern}\``, pattern, categories });
}

function abstract(name: string, label: string): TokenType {
  return createToken({ name, label, pattern: Lexer.NA });
}

function nested(name: string, category: TokenType, pattern: string, mode: string): TokenType {
  return createToken({
    name,
    label: `\`${pattern}\``,
    pattern,
    push_mode: mode,
    categories: category,
  });
}
