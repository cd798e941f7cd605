import { assertNever } from '../../../runtime/errors.ts';
import { writeRule } from '../../1-lex/rules.ts';
import type { ExtractorPattern, Pattern, RecordPatternField, TuplePattern } from '../nodes.ts';
import { printExpression } from './expressions.ts';
import { bracketed } from './layout.ts';
import { printName } from './names.ts';

export function printPattern(pattern: Pattern, depth: number): string {
  const inner = (each: Pattern) => printPattern(each, depth + 1);
  switch (pattern.kind) {
    case 'record-pattern':
      return bracketed(
        '%{',
        pattern.fields.map((field) => printField(field, depth + 1)),
        '}',
        depth,
      );
    case 'array-pattern':
      return bracketed('%[', pattern.items.map(inner), ']', depth);
    case 'tuple-pattern':
      return printTuple('%(', pattern, depth);
    case 'extractor-pattern':
      return `~ ${printExtractor(pattern)}`;
    case 'expression-pattern':
      return printExpression(pattern.value, depth);
    case 'any-pattern':
      return '_';
    case 'binding-pattern':
      return `${printName(pattern.name)} = ${printPattern(pattern.pattern, depth)}`;
    case 'error-pattern':
      return '_';
    default:
      return assertNever(pattern);
  }
}

/** The patterns for the arguments of a function: a tuple without `%`. */
export function printArguments(pattern: Pattern, depth: number): string {
  return pattern.kind === 'tuple-pattern' ? printTuple('(', pattern, depth) : printPattern(pattern, depth);
}

function printTuple(opener: '%(' | '(', { items, open }: TuplePattern, depth: number): string {
  const texts = items.map((each) => printPattern(each, depth + 1));
  // Behind `...` there is no comma, so that an open one stays on its line.
  return open ? `${opener}${[...texts, '...'].join(', ')})` : bracketed(opener, texts, ')', depth);
}

function printField(field: RecordPatternField, depth: number): string {
  const name = printName(field.name);
  switch (field.kind) {
    case 'presence-field':
      return `${field.test} ${name}`;
    case 'comparison-field':
      return `${name} ${field.operator} ${printExpression(field.value, depth)}`;
    case 'pattern-field': {
      const as = field.as === null ? '' : `${printName(field.as)} = `;
      const { pattern } = field;
      const text =
        pattern.kind === 'extractor-pattern' ? printExtractor(pattern) : printPattern(pattern, depth);
      return `${as}${name} ~= ${text}`;
    }
    default:
      return assertNever(field);
  }
}

function printExtractor({ name, rule }: ExtractorPattern): string {
  return `${printName(name)}${writeRule(rule.text)}`;
}
