import type { Value } from '../../../runtime/value/value.ts';
import type { CallExpression } from '../../3-ast/nodes.ts';
import type { UserFunction } from '../../4-analyse/script/index.ts';
import type { Evaluator, Frame } from '../evaluator.ts';
import { setArguments, setSurroundings } from './compiled-function.ts';
import type { CompiledFunction } from './compiled-function.ts';
import { emitFunction } from './emit-function.ts';
import type { Emission } from './emission.ts';
import { RECUR } from './statement.ts';

/** The call of a function that a user has defined. With known arguments it is computed at once. */
export function emitUserCall(emission: Emission, call: CallExpression, fn: UserFunction): Evaluator {
  const args = call.args.map((argument) => emission.expression(argument));
  const run = called(emission.function(fn, emitFunction), args);
  return fn.constant ? emission.settle(run, args) : run;
}

function called(fn: CompiledFunction, args: readonly Evaluator[]): Evaluator {
  const { frame: own, layout, body } = fn;
  // All arguments come before the first is put in its place: one of them may call the same function.
  const values = new Array<Value>(args.length);
  return (frame: Frame): Value => {
    for (let i = 0; i < args.length; i++) values[i] = args[i]!(frame);
    setArguments(own, layout, values);
    setSurroundings(own, frame);
    own.recursions = 0;
    let result = body(own);
    while (result === RECUR) result = body(own);
    // In a function there is neither `emit` nor `drop`.
    return result as Value;
  };
}
