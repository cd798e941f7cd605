import type { MergeExpression, PatchExpression, PatchOperation } from '../nodes.ts';
import { printExpression } from './expressions.ts';
import { indent, lineBreak } from './layout.ts';
import { printString } from './strings.ts';

export function printMerge({ target, value }: MergeExpression, depth: number): string {
  return `merge ${printExpression(target, depth)} of ${printExpression(value, depth)} end`;
}

/** An operation on each line, with `;` between them. */
export function printPatch({ target, operations }: PatchExpression, depth: number): string {
  const rows = operations.map((each) => `${indent(depth + 1)}${printOperation(each, depth + 1)}`);
  const head = `patch ${printExpression(target, depth)} of`;
  const body = rows.length === 0 ? [] : [rows.join(`;${lineBreak(depth)}`)];
  return [head, ...body, `${indent(depth)}end`].join(lineBreak(depth));
}

function printOperation(operation: PatchOperation, depth: number): string {
  switch (operation.does) {
    case 'erase':
      return `erase ${printString(operation.key)}`;
    case 'move':
    case 'copy':
      return `${operation.does} ${printString(operation.from)} => ${printString(operation.to)}`;
    default: {
      const key = operation.key === null ? '' : `${printString(operation.key)} `;
      return `${operation.does} ${key}=> ${printExpression(operation.value, depth)}`;
    }
  }
}
