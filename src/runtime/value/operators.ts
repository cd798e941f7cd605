/** Every operator by the way it is written. */
import {
  add,
  bitAnd,
  bitXor,
  complement,
  divide,
  multiply,
  negate,
  not,
  plus,
  remainder,
  shiftLeft,
  shiftRight,
  shiftRightUnsigned,
  subtract,
  xor,
} from './arithmetic.ts';
import { equals } from './equality.ts';
import { aKind, kindOf } from './kind.ts';
import { compare } from './order.ts';
import type { Value } from './value.ts';
import { refuse } from './value-error.ts';

export type BinaryOperation = (left: Value, right: Value) => Value;
export type UnaryOperation = (operand: Value) => Value;

/**
 * Comparisons begin with plain numbers, which JavaScript orders as the language does. `and` and `or` do not look at their right operand when the left one
 * decides.
 */
export const BINARY_OPERATIONS = {
  or: (left, right) => toBool('or', left) || toBool('or', right),
  xor,
  and: (left, right) => toBool('and', left) && toBool('and', right),
  '^': bitXor,
  '&': bitAnd,
  '==': equals,
  '!=': (left, right) => !equals(left, right),
  '>=': (left, right) =>
    typeof left === 'number' && typeof right === 'number' ? left >= right : compare('>=', left, right) >= 0,
  '>': (left, right) =>
    typeof left === 'number' && typeof right === 'number' ? left > right : compare('>', left, right) > 0,
  '<=': (left, right) =>
    typeof left === 'number' && typeof right === 'number' ? left <= right : compare('<=', left, right) <= 0,
  '<': (left, right) =>
    typeof left === 'number' && typeof right === 'number' ? left < right : compare('<', left, right) < 0,
  '>>': shiftRight,
  '>>>': shiftRightUnsigned,
  '<<': shiftLeft,
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': remainder,
} as const satisfies Readonly<Record<string, BinaryOperation>>;

export const UNARY_OPERATIONS = {
  '+': plus,
  '-': negate,
  not,
  '!': complement,
} as const satisfies Readonly<Record<string, UnaryOperation>>;

/** An operand of `and` or `or`: nothing but a boolean is true or false. */
export function toBool(operator: string, value: Value): boolean {
  if (typeof value === 'boolean') return value;
  return refuse('operand-kind', `\`${operator}\` is not defined for ${aKind(kindOf(value))}`);
}
