import { bug } from '../../../runtime/errors.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { RecurExpression } from '../../3-ast/nodes.ts';
import { RuntimeError } from '../evaluator.ts';
import { setArguments } from './compiled-function.ts';
import type { Emission } from './emission.ts';
import { RECUR } from './statement.ts';
import type { Statement } from './statement.ts';

/** As in Tremor: what takes longer does not end. */
export const MAX_RECURSIONS = 1024;

/** `recur(…)`: new arguments, and the function begins again, from the loop that runs it. */
export function emitRecur(emission: Emission, node: RecurExpression): Statement {
  const { source } = emission;
  const layout = emission.layout ?? bug('`recur` outside of a function went through analysis');
  const args = node.args.map((argument) => emission.expression(argument));
  const values = new Array<Value>(args.length);
  return (frame) => {
    if (++frame.recursions > MAX_RECURSIONS) {
      const title = `a function called itself more than ${MAX_RECURSIONS} times`;
      throw new RuntimeError('FR861', title, source, node.span);
    }
    for (let i = 0; i < args.length; i++) values[i] = args[i]!(frame);
    setArguments(frame, layout, values);
    return RECUR;
  };
}
