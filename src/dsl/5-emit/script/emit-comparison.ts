import { BINARY_OPERATIONS } from '../../../runtime/value/operators.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { RecordPatternField } from '../../3-ast/nodes.ts';
import type { Frame } from '../evaluator.ts';
import type { Emission } from './emission.ts';
import { failAt } from './fail.ts';

/** `key > value` in a record pattern: values that cannot be ordered are an error, not a mismatch. */
export function emitComparison(
  emission: Emission,
  field: Extract<RecordPatternField, { kind: 'comparison-field' }>,
): (value: Value, frame: Frame) => boolean {
  const expected = emission.expression(field.value);
  const compare = BINARY_OPERATIONS[field.operator];
  const { source } = emission;
  return (value, frame) => {
    const other = expected(frame);
    try {
      return compare(value, other);
    } catch (thrown) {
      return failAt(thrown, source, field.span);
    }
  };
}
