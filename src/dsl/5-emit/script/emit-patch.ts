import { fieldsOf, mergeRecords } from '../../../runtime/value/merge.ts';
import * as patches from '../../../runtime/value/patch.ts';
import { copyRecord } from '../../../runtime/value/path.ts';
import type { ValueProblem } from '../../../runtime/value/value-error.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { Expression, MergeExpression, PatchExpression, PatchOperation } from '../../3-ast/nodes.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';
import type { Evaluator, Frame } from '../evaluator.ts';
import type { Emission } from './emission.ts';
import { failAt } from './fail.ts';

/** `merge target of value end`. */
export function emitMerge(emission: Emission, { target, value }: MergeExpression): Evaluator {
  const left = emission.expression(target);
  const right = emission.expression(value);
  const { source } = emission;
  const run = (frame: Frame): Value => {
    const record = left(frame);
    const other = right(frame);
    return mergeRecords(
      fieldsAt(record, 'the target of `merge`', source, target.span),
      fieldsAt(other, 'the right side of `merge`', source, value.span),
    );
  };
  return emission.settle(run, [left, right]);
}

/** `patch target of … end`: first everything is computed, then the operations are applied in their order. */
export function emitPatch(emission: Emission, { target, operations }: PatchExpression): Evaluator {
  const record = emission.expression(target);
  const applied = operations.map(operandsOf);
  const operands = applied.flatMap(({ operands }) => operands.map((each) => emission.expression(each)));
  // Where the operands of an operation begin in the list of all.
  const starts = applied.map((_, index) => applied.slice(0, index).flatMap((each) => each.operands).length);
  const { source } = emission;
  // A `patch` is never inside of itself: one list does for all of its runs.
  const values = new Array<Value>(operands.length);
  const run = (frame: Frame): Value => {
    const whole = record(frame);
    for (let i = 0; i < operands.length; i++) values[i] = operands[i]!(frame);
    const result = copyRecord(fieldsAt(whole, 'the target of `patch`', source, target.span));
    for (let i = 0; i < applied.length; i++) {
      const { apply, place } = applied[i]!;
      const start = starts[i]!;
      try {
        apply(result, values[start]!, values[start + 1]!);
      } catch (thrown) {
        failAt(thrown, source, place);
      }
    }
    return result;
  };
  return emission.settle(run, [record, ...operands]);
}

/** An operation on a record, with its first and its second operand. */
interface Applied {
  readonly operands: readonly Expression[];
  readonly apply: (record: Map<string, Value>, first: Value, second: Value) => void;
  /** What to blame. */
  readonly place: (problem: ValueProblem) => Span;
}

function operandsOf(operation: PatchOperation): Applied {
  switch (operation.does) {
    case 'erase':
      return withKey([operation.key], (record, key) => patches.erase(record, key));
    case 'move':
    case 'copy': {
      const apply = patches[operation.does];
      const { from, to } = operation;
      // A key is a template, whose value is a string.
      return withKey([from, to], (record, key, second) => apply(record, key, second as string), to.span);
    }
    case 'merge':
      return operation.key === null
        ? whole(operation.value, patches.mergeWhole)
        : withKey([operation.key, operation.value], patches.mergeField);
    case 'default':
      return operation.key === null
        ? whole(operation.value, patches.defaultWhole)
        : withKey([operation.key, operation.value], patches.defaultField);
    default:
      return withKey([operation.key, operation.value], patches[operation.does]);
  }
}

function whole(value: Expression, apply: (record: Map<string, Value>, value: Value) => void): Applied {
  return { operands: [value], apply: (record, first) => apply(record, first), place: () => value.span };
}

function withKey(
  operands: readonly [key: Expression, second?: Expression],
  apply: (record: Map<string, Value>, key: string, second: Value) => void,
  keyPlace = operands[0].span,
): Applied {
  const [, second] = operands;
  return {
    operands: operands.filter((each) => each !== undefined),
    // As above.
    apply: (record, first, value) => apply(record, first as string, value),
    place: (problem) => (problem === 'record-needed' && second !== undefined ? second.span : keyPlace),
  };
}

function fieldsAt(value: Value, what: string, source: Source, span: Span) {
  try {
    return fieldsOf(value, what);
  } catch (thrown) {
    return failAt(thrown, source, span);
  }
}
