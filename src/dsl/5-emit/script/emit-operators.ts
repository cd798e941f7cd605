import { BINARY_OPERATIONS, UNARY_OPERATIONS, toBool } from '../../../runtime/value/operators.ts';
import type { BinaryOperation } from '../../../runtime/value/operators.ts';
import type { ValueProblem } from '../../../runtime/value/value-error.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { BinaryExpression, UnaryExpression } from '../../3-ast/nodes.ts';
import { placeOfBinary } from '../../4-analyse/script/places.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';
import type { Evaluator, Frame } from '../evaluator.ts';
import type { Emission } from './emission.ts';
import { failAt } from './fail.ts';

export function emitUnary(emission: Emission, node: UnaryExpression): Evaluator {
  const operand = emission.expression(node.operand);
  const apply = UNARY_OPERATIONS[node.operator];
  const { source } = emission;
  const run = (frame: Frame): Value => {
    const value = operand(frame);
    try {
      return apply(value);
    } catch (thrown) {
      return failAt(thrown, source, node.span);
    }
  };
  return emission.settle(run, [operand]);
}

export function emitBinary(emission: Emission, node: BinaryExpression): Evaluator {
  const left = emission.expression(node.left);
  const right = emission.expression(node.right);
  return emission.settle(binary(emission, node, left, right), [left, right]);
}

function binary(emission: Emission, node: BinaryExpression, left: Evaluator, right: Evaluator): Evaluator {
  const { operator } = node;
  if (operator === 'and' || operator === 'or') return shortCircuit(emission.source, node, left, right);
  const apply = BINARY_OPERATIONS[operator];
  const known = emission.valueOf(right);
  if (known !== undefined) return withKnownRight(emission.source, node, apply, left, known);
  const { source } = emission;
  const place = (problem: ValueProblem): Span => placeOfBinary(node, problem);
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    try {
      return apply(a, b);
    } catch (thrown) {
      return failAt(thrown, source, place);
    }
  };
}

/** `event.count > 10`: most operators have a constant on their right. */
function withKnownRight(
  source: Source,
  node: BinaryExpression,
  apply: BinaryOperation,
  left: Evaluator,
  right: Value,
): Evaluator {
  const place = (problem: ValueProblem): Span => placeOfBinary(node, problem);
  return (frame) => {
    const a = left(frame);
    try {
      return apply(a, right);
    } catch (thrown) {
      return failAt(thrown, source, place);
    }
  };
}

/** `and` and `or`: the right side is not run when the left one decides, so its mistakes do not matter then. */
function shortCircuit(source: Source, node: BinaryExpression, left: Evaluator, right: Evaluator): Evaluator {
  const { operator } = node;
  const deciding = operator === 'or';
  const operand = (evaluator: Evaluator, frame: Frame): boolean => {
    const value = evaluator(frame);
    if (typeof value === 'boolean') return value;
    try {
      return toBool(operator, value);
    } catch (thrown) {
      return failAt(thrown, source, evaluator === left ? node.left.span : node.right.span);
    }
  };
  return (frame) => (operand(left, frame) === deciding ? deciding : operand(right, frame));
}
