import type { Expression, FlowFile } from '../nodes.ts';
import { printExpression as print } from './expressions.ts';
import { printConfig, printStatements } from './statements.ts';
import { printDocs, printSteps } from './steps.ts';

/** The canonical text of a file: parsed again, it gives the same tree. */
export function printFlow(file: FlowFile): string {
  return `${printDocs(file.docs, '###', 0)}${printConfig(file.config, 0)}${printStatements(file.items, 0)}`;
}

/** The canonical text of a script's body. */
export function printScript(steps: readonly Expression[]): string {
  return steps.length === 0 ? '' : `${printSteps(steps, 0)}\n`;
}

/** The canonical text of an expression. */
export function printExpression(expression: Expression): string {
  return print(expression, 0);
}
