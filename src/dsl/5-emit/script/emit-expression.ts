import { assertNever, bug } from '../../../runtime/errors.ts';
import type { Expression } from '../../3-ast/nodes.ts';
import { literalValue } from '../../4-analyse/script/literal.ts';
import type { Evaluator } from '../evaluator.ts';
import { emitBytes } from './emit-bytes.ts';
import { emitCall } from './emit-call.ts';
import { emitList, emitRecord } from './emit-collections.ts';
import { emitFor } from './emit-for.ts';
import { emitMatch } from './emit-match.ts';
import { emitBinary, emitUnary } from './emit-operators.ts';
import { emitMerge, emitPatch } from './emit-patch.ts';
import { emitPath } from './emit-path.ts';
import { emitPresence } from './emit-presence.ts';
import { emitString } from './emit-string.ts';
import type { Emission } from './emission.ts';

/** An expression as a closure over the closures of its parts. */
export function emitExpressionNode(emission: Emission, expression: Expression): Evaluator {
  switch (expression.kind) {
    case 'literal':
      return emission.constant(literalValue(expression));
    case 'string':
      return emitString(emission, expression);
    case 'list':
      return emitList(emission, expression);
    case 'bytes':
      return emitBytes(emission, expression);
    case 'record':
      return emitRecord(emission, expression);
    case 'path':
      return emitPath(emission, expression);
    case 'unary':
      return emitUnary(emission, expression);
    case 'binary':
      return emitBinary(emission, expression);
    case 'presence':
      return emitPresence(emission, expression);
    case 'call':
      return emitCall(emission, expression);
    case 'match':
      return emitMatch(emission, expression);
    case 'for':
      return emitFor(emission, expression);
    case 'patch':
      return emitPatch(emission, expression);
    case 'merge':
      return emitMerge(emission, expression);
    case 'let':
    case 'const':
    case 'emit':
    case 'drop':
    case 'fn':
    case 'recur':
    case 'error':
      return bug(`\`${expression.kind}\` in an expression went through analysis`);
    default:
      return assertNever(expression);
  }
}
