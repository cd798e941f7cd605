import type { Expression } from '../../3-ast/nodes.ts';
import { emitConst, emitDrop, emitEmit } from './emit-body.ts';
import { emitForStatement } from './emit-for.ts';
import { emitLet } from './emit-let.ts';
import { emitRecur } from './emit-recur.ts';
import { emitMatchStatement } from './emit-match.ts';
import type { Emission } from './emission.ts';
import type { Statement } from './statement.ts';

/** An expression that stands as a statement. */
export function emitStatementNode(emission: Emission, expression: Expression): Statement {
  switch (expression.kind) {
    case 'let':
      return emitLet(emission, expression);
    case 'const':
      return emitConst(emission, expression);
    case 'emit':
      return emitEmit(emission, expression);
    case 'drop':
      return emitDrop();
    case 'fn':
      return () => null; // Built where it is called.
    case 'recur':
      return emitRecur(emission, expression);
    case 'match':
      return emitMatchStatement(emission, expression);
    case 'for':
      return emitForStatement(emission, expression);
    default:
      return emission.expression(expression);
  }
}
