import { equals } from '../../../runtime/value/equality.ts';
import { asArray, asRecord } from '../../../runtime/value/kind.ts';
import type { Value } from '../../../runtime/value/value.ts';
import { printPattern } from '../../3-ast/index.ts';
import type { Pattern, RecordPattern, RecordPatternField, TuplePattern } from '../../3-ast/nodes.ts';
import type { Analysis } from './analysis.ts';

/**
 * Does the `general` pattern certainly take all that the `special` one takes? Only what can be seen from the patterns
 * is looked at: where that does not tell, the answer is no.
 */
export function covers(analysis: Analysis, general: Pattern, special: Pattern): boolean {
  if (general.kind === 'binding-pattern') return covers(analysis, general.pattern, special);
  if (special.kind === 'binding-pattern') return covers(analysis, general, special.pattern);
  if (general.kind === 'error-pattern' || special.kind === 'error-pattern') return false;
  if (general.kind === 'any-pattern' || analysis.captures.has(general as never)) return true;
  if (special.kind === 'any-pattern' || analysis.captures.has(special as never)) return false;
  const value = special.kind === 'expression-pattern' ? analysis.constants.get(special.value) : undefined;
  switch (general.kind) {
    case 'expression-pattern': {
      const wanted = analysis.constants.get(general.value);
      if (wanted !== undefined && value !== undefined) return equals(wanted, value);
      return isSame(general, special);
    }
    case 'record-pattern':
      if (value !== undefined) return coversRecord(general, value);
      return special.kind === 'record-pattern' && coversFields(analysis, general.fields, special.fields);
    case 'array-pattern': {
      if (value !== undefined) return general.items.length === 0 && asArray(value) !== undefined;
      if (special.kind !== 'array-pattern' && special.kind !== 'tuple-pattern') return false;
      return general.items.every((item) => special.items.some((other) => covers(analysis, item, other)));
    }
    case 'tuple-pattern':
      return special.kind === 'tuple-pattern' && coversTuple(analysis, general, special);
    case 'extractor-pattern':
      return isSame(general, special);
  }
}

/** Each condition of the general pattern follows from one of the special pattern. */
function coversFields(
  analysis: Analysis,
  general: readonly RecordPatternField[],
  special: readonly RecordPatternField[],
): boolean {
  return general.every((field) => special.some((other) => follows(analysis, field, other)));
}

function follows(analysis: Analysis, field: RecordPatternField, from: RecordPatternField): boolean {
  if (field.name.text !== from.name.text) return false;
  if (field.kind === 'presence-field') {
    // What is compared or looked into is there.
    return from.kind === 'presence-field' ? field.test === from.test : field.test === 'present';
  }
  if (field.kind === 'pattern-field') {
    return from.kind === 'pattern-field' && covers(analysis, field.pattern, from.pattern);
  }
  return from.kind === 'comparison-field' && isSameText(fieldText(field), fieldText(from));
}

function coversTuple(analysis: Analysis, general: TuplePattern, special: TuplePattern): boolean {
  const { length } = general.items;
  const fits = general.open
    ? special.items.length >= length
    : !special.open && special.items.length === length;
  return fits && general.items.every((item, index) => covers(analysis, item, special.items[index]!));
}

/** A record that is known: only whether fields are there is looked at. */
function coversRecord({ fields }: RecordPattern, value: Value): boolean {
  const record = asRecord(value);
  if (record === undefined) return false;
  return fields.every(
    (field) => field.kind === 'presence-field' && record.has(field.name.text) === (field.test === 'present'),
  );
}

function isSame(one: Pattern, other: Pattern): boolean {
  return one.kind === other.kind && isSameText(printPattern(one, 0), printPattern(other, 0));
}

/** A comparison as the only field of a pattern. */
function fieldText(field: RecordPatternField): string {
  return printPattern({ kind: 'record-pattern', fields: [field], span: field.span }, 0);
}

/** What calls a function may be another value the next time. */
function isSameText(one: string, other: string): boolean {
  return one === other && !/[\w`]\(/.test(one);
}
