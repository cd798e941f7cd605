import type { ConstDefinition, DropExpression, EmitExpression, Expression, LetExpression } from '../nodes.ts';
import { printExpression, printPath } from './expressions.ts';
import { FLAT, indent, lineBreak } from './layout.ts';
import { printName } from './names.ts';
import { printString } from './strings.ts';

/** The steps of a script, one below the other, indented, with `;` between them. */
export function printSteps(steps: readonly Expression[], depth: number): string {
  const text = (step: Expression) => `${docsOf(step, depth)}${indent(depth)}${printExpression(step, depth)}`;
  return steps.map(text).join(`;${lineBreak(depth)}`);
}

/** The steps that are no values. */
export function printStep(
  step: LetExpression | ConstDefinition | EmitExpression | DropExpression,
  depth: number,
): string {
  switch (step.kind) {
    case 'let':
      return `let ${printPath(step.target, depth)} = ${printExpression(step.value, depth)}`;
    case 'const':
      return `const ${printName(step.name)} = ${printExpression(step.value, depth)}`;
    case 'emit': {
      const value = step.value === null ? '' : ` ${printExpression(step.value, depth)}`;
      return `emit${value}${step.port === null ? '' : ` => ${printString(step.port)}`}`;
    }
    case 'drop':
      return 'drop';
  }
}

/** Lines of documentation, each behind its marks. */
export function printDocs(docs: readonly string[], marks: string, depth: number): string {
  return docs.map((line) => `${indent(depth)}${marks} ${line}`.trimEnd() + '\n').join('');
}

function docsOf(step: Expression, depth: number): string {
  const isDocumented = step.kind === 'const' || step.kind === 'fn';
  return isDocumented && depth !== FLAT ? printDocs(step.docs, '##', depth) : '';
}
