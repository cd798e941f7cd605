import { assertNever } from '../../../runtime/errors.ts';
import type { Expression, Name, PathExpression, Pattern, RecordPatternField } from '../../3-ast/nodes.ts';
import { ONE_PATTERN } from '../../diagnostics/advice.ts';
import type { Analysis, Place } from './analysis.ts';
import { warnOfHidden } from './hidden-name.ts';
import { constantOfFile } from './module-members.ts';
import { unknownName } from './unknown-name.ts';
import { visitExtractor } from './visit-extractor.ts';

/** A pattern and all that stands in it. What it binds is known from here on. */
export function visitPattern(analysis: Analysis, pattern: Pattern, place: Place): void {
  switch (pattern.kind) {
    case 'record-pattern':
      for (const field of pattern.fields) visitField(analysis, field, place);
      return checkFields(analysis, pattern.fields);
    case 'array-pattern':
    case 'tuple-pattern':
      for (const item of pattern.items) visitPattern(analysis, item, place);
      return;
    case 'expression-pattern':
      return visitValuePattern(analysis, pattern.value, place);
    case 'binding-pattern':
      visitPattern(analysis, pattern.pattern, place);
      warnOfHidden(analysis, pattern.name);
      analysis.captures.set(pattern, analysis.scope.capture(pattern.name.text));
      return;
    case 'extractor-pattern':
      return visitExtractor(analysis, pattern);
    case 'any-pattern':
    case 'error-pattern':
      return;
    default:
      return assertNever(pattern);
  }
}

/** A pattern that is a value. What looks like the patterns of other languages is told apart. */
function visitValuePattern(analysis: Analysis, value: Expression, place: Place): void {
  const name = isPlainName(value) ? value.root : undefined;
  if (name !== undefined && isUnknown(analysis, name)) {
    unknownName(analysis, name, true);
    // It is one mistake, however often the case goes on to use the name.
    analysis.scope.capture(name.text);
    analysis.broken.add(value);
  } else if (isAlternatives(value)) {
    analysis.broken.add(value);
    analysis.error({
      code: 'FR521',
      title: '`or` joins conditions, not patterns',
      span: value.span,
      label: 'a case has one pattern',
      help: [ONE_PATTERN],
    });
  } else {
    analysis.visit(value, place);
  }
}

function isPlainName(value: Expression): value is PathExpression & { readonly root: Name } {
  return value.kind === 'path' && value.root.kind === 'name' && value.segments.length === 0;
}

/** `"a" or "b"`. */
function isAlternatives(value: Expression): boolean {
  if (value.kind !== 'binary' || value.operator !== 'or') return false;
  return [value.left, value.right].some((side) => isAlternatives(side) || isNoCondition(side));
}

function isNoCondition(value: Expression): boolean {
  return value.kind === 'string' || (value.kind === 'literal' && typeof value.value !== 'boolean');
}

/** What is said of one field twice: that it is there, and what it is; or that it is not there, and what it is. */
function checkFields(analysis: Analysis, fields: readonly RecordPatternField[]): void {
  for (const presence of fields) {
    if (presence.kind !== 'presence-field') continue;
    const { text } = presence.name;
    const other = fields.find(({ kind, name }) => kind !== 'presence-field' && name.text === text);
    if (other === undefined) continue;
    const isAbsent = presence.test === 'absent';
    analysis.warning({
      code: 'FR763',
      title: isAbsent
        ? `the pattern never matches: \`${text}\` is absent`
        : `\`present ${text}\` is not needed`,
      span: presence.span,
      label: isAbsent ? 'must not be there' : 'says nothing new',
      context: [analysis.label(other.span, isAbsent ? 'must be there' : 'matches only if it is there')],
      help: ['remove one of them'],
    });
  }
}

function visitField(analysis: Analysis, field: RecordPatternField, place: Place): void {
  switch (field.kind) {
    case 'presence-field':
      return;
    case 'comparison-field':
      return analysis.visit(field.value, place);
    case 'pattern-field':
      return visitPattern(analysis, field.pattern, place);
    default:
      return assertNever(field);
  }
}

function isUnknown(analysis: Analysis, { text }: Name): boolean {
  const { scope } = analysis;
  if (!scope.isComplete || scope.definedLater(text) !== undefined) return false;
  return (scope.lookUp(text) ?? constantOfFile(analysis, text)) === undefined;
}
