import type { BinaryOperator } from './nodes.ts';

/** Loosest first; what stands together binds equally. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['xor'],
  ['and'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['>=', '>', '<=', '<'],
  ['>>', '>>>', '<<'],
  ['+', '-'],
  ['*', '/', '%'],
];

const PRECEDENCE: ReadonlyMap<BinaryOperator, number> = new Map(
  LEVELS.flatMap((operators, level) => operators.map((operator) => [operator, level] as const)),
);

/** What binds tighter than every binary operator: `-x`, `not x`. */
export const UNARY_PRECEDENCE = LEVELS.length;

/** Higher binds tighter. All binary operators associate to the left. */
export function precedenceOf(operator: BinaryOperator): number {
  return PRECEDENCE.get(operator)!;
}
