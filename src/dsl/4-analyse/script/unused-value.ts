import type { CallExpression, Expression } from '../../3-ast/nodes.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type { Analysis } from './analysis.ts';

/** Warns of a statement that is only a value: nothing comes of it. (A path may be read to see that it is there.) */
export function checkUsed(analysis: Analysis, expression: Expression, span: Span): void {
  if (!isPure(analysis, expression)) return;
  analysis.warning({
    code: 'FR761',
    title: 'a value that is not used',
    span,
    label: 'has no effect',
    help: ['`let` keeps it: `let name = …`'],
  });
}

function isPure(analysis: Analysis, expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
    case 'string':
    case 'list':
    case 'bytes':
    case 'record':
    case 'unary':
    case 'binary':
    case 'presence':
    case 'patch':
    case 'merge':
      return true;
    case 'call':
      return isPureCall(analysis, expression);
    default:
      return false;
  }
}

/** Of the standard library, what is constant; of the user's own functions, all: they see only their arguments. */
function isPureCall({ functions, userFunctions }: Analysis, call: CallExpression): boolean {
  return userFunctions.get(call)?.constant ?? functions.get(call)?.constant ?? false;
}
