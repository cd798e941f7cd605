import { assertNever } from '../../../runtime/errors.ts';
import type { Expression } from '../../3-ast/nodes.ts';
import { insideOf } from './analysis.ts';
import type { Analysis, Place } from './analysis.ts';
import { fold } from './fold.ts';
import { isGroupReference } from './group-reference.ts';
import { childrenOf } from './traverse.ts';
import { visitCall } from './visit-call.ts';
import { visitConst } from './visit-const.ts';
import { visitDrop, visitEmit } from './visit-emit.ts';
import { visitFn } from './visit-fn.ts';
import { visitFor } from './visit-for.ts';
import { visitLet } from './visit-let.ts';
import { visitMatch } from './visit-match.ts';
import { visitPath, visitPresence } from './visit-path.ts';
import { visitRecur } from './visit-recur.ts';

/** Looks at one expression and everything in it: names, places, mistakes; folds it when it is constant. */
export function visit(analysis: Analysis, expression: Expression, place: Place): void {
  if (isGroupReference(analysis, expression)) return;
  visitParts(analysis, expression, place);
  fold(analysis, expression);
}

function visitParts(analysis: Analysis, expression: Expression, place: Place): void {
  const inside = insideOf(place);
  switch (expression.kind) {
    case 'literal':
    case 'error':
      return;
    case 'string':
      for (const part of expression.parts) {
        if (part.kind === 'interpolation') analysis.visit(part.value, inside);
      }
      return;
    case 'list':
      for (const item of expression.items) analysis.visit(item, inside);
      return;
    case 'bytes':
      for (const part of expression.parts) analysis.visit(part.value, inside);
      return;
    case 'record':
      for (const field of expression.fields) {
        analysis.visit(field.key, inside);
        analysis.visit(field.value, inside);
      }
      return;
    case 'path':
      return visitPath(analysis, expression, inside);
    case 'unary':
      return analysis.visit(expression.operand, inside);
    case 'binary':
      analysis.visit(expression.left, inside);
      return analysis.visit(expression.right, inside);
    case 'presence':
      return visitPresence(analysis, expression, inside);
    case 'call':
      return visitCall(analysis, expression, inside);
    case 'recur':
      return visitRecur(analysis, expression, inside);
    case 'match':
      return visitMatch(analysis, expression, place);
    case 'for':
      return visitFor(analysis, expression, place);
    case 'patch':
    case 'merge':
      for (const child of childrenOf(expression)) analysis.visit(child, inside);
      return;
    case 'let':
      return visitLet(analysis, expression, place);
    case 'const':
      return visitConst(analysis, expression, place);
    case 'fn':
      return visitFn(analysis, expression, place);
    case 'emit':
      return visitEmit(analysis, expression, place);
    case 'drop':
      return visitDrop(analysis, expression, place);
    default:
      return assertNever(expression);
  }
}
