import type { Fold, ForCase, ForExpression, Name } from '../nodes.ts';
import { printExpression } from './expressions.ts';
import { indent, lineBreak } from './layout.ts';
import { printBranch } from './match.ts';
import { printName } from './names.ts';

export function printFor({ target, cases, fold }: ForExpression, depth: number): string {
  const rows = cases
    .map((each) => printCase(each, depth + 1))
    .concat(fold === null ? [] : printFold(fold, depth));
  const text = rows.map((row) => `${indent(depth + 1)}${row}`);
  return [`for ${printExpression(target, depth)} of`, ...text, `${indent(depth)}end`].join(lineBreak(depth));
}

function printCase(each: ForCase, depth: number): string {
  return printBranch(`(${nameOrAny(each.key)}, ${nameOrAny(each.value)})`, each, depth);
}

function nameOrAny(name: Name | null): string {
  return name === null ? '_' : printName(name);
}

function printFold({ into, use }: Fold, depth: number): string {
  const operator = use === null ? '' : ` use ${use.operator}`;
  return `into ${printExpression(into, depth + 1)}${operator}`;
}
