import type { MatchCase, MatchExpression } from '../nodes.ts';
import { printExpression } from './expressions.ts';
import { indent, lineBreak } from './layout.ts';
import { printPattern } from './patterns.ts';
import { printSteps } from './steps.ts';

export function printMatch({ target, cases }: MatchExpression, depth: number): string {
  const rows = cases.map((each) => `${indent(depth + 1)}${printCase(each, depth + 1)}`);
  return [`match ${printExpression(target, depth)} of`, ...rows, `${indent(depth)}end`].join(
    lineBreak(depth),
  );
}

export function printCase(each: MatchCase, depth: number, printHead = printPattern): string {
  return printBranch(printHead(each.pattern, depth), each, depth);
}

/** A case behind what it looks for. */
export function printBranch(
  text: string,
  { guard, body }: Pick<MatchCase, 'guard' | 'body'>,
  depth: number,
): string {
  const when = guard === null ? '' : ` when ${printExpression(guard, depth)}`;
  const head = `case ${text}${when} =>`;
  const only = body.length === 1 ? body[0]! : undefined;
  // Documentation needs a line of its own.
  const isShort = only !== undefined && only.kind !== 'const';
  return isShort
    ? `${head} ${printExpression(only, depth)}`
    : `${head}${lineBreak(depth)}${printSteps(body, depth + 1)}`;
}
