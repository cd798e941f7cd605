import { bug } from '../../../runtime/errors.ts';
import { acceptArgument } from '../../../runtime/std/index.ts';
import type { FunctionDefinition } from '../../../runtime/std/index.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { CallExpression } from '../../3-ast/nodes.ts';
import type { Evaluator, Frame } from '../evaluator.ts';
import { emitAggregateResult } from './emit-aggregates.ts';
import type { Emission } from './emission.ts';
import { emitVariable } from './emit-variable.ts';
import { emitUserCall } from './emit-user-call.ts';
import { failAt } from './fail.ts';

/** A call: arguments in order, each checked, then the function. */
export function emitCall(emission: Emission, call: CallExpression): Evaluator {
  if (emission.tables.aggregates.has(call)) return emitAggregateResult(emission, call);
  const fn = emission.tables.userFunctions.get(call);
  if (fn !== undefined) return emitUserCall(emission, call, fn);
  const definition = emission.tables.functions.get(call) ?? bug('a call was not resolved');
  const values = call.args.map((argument) => emission.expression(argument));
  const args = values.map((_, index) => checkedArgument(emission, call, definition, values, index));
  if (definition.runWith !== null) return emitVariable(emission, call, definition.runWith, args);
  const apply = definition.runFor === null ? applied(definition, args) : appliedFor(definition.runFor, args);
  const run = guarded(emission, call, apply);
  return definition.constant ? emission.settle(run, values) : run;
}

function checkedArgument(
  { source }: Emission,
  call: CallExpression,
  definition: FunctionDefinition,
  values: readonly Evaluator[],
  index: number,
): Evaluator {
  const argument = values[index]!;
  const { span } = call.args[index]!;
  return (frame) => {
    const value = argument(frame);
    try {
      return acceptArgument(definition, index, value);
    } catch (thrown) {
      return failAt(thrown, source, span);
    }
  };
}

/** Up to three arguments, which is nearly always, go without a list. */
function applied({ run }: FunctionDefinition, args: readonly Evaluator[]): Evaluator {
  const [first, second, third] = args;
  if (first === undefined) return () => run();
  if (second === undefined) return (frame) => run(first(frame));
  if (third === undefined) return (frame) => run(first(frame), second(frame));
  if (args.length === 3) return (frame) => run(first(frame), second(frame), third(frame));
  return (frame) => run(...args.map((argument) => argument(frame)));
}

/** The same for a function of the event: the frame is its context. */
function appliedFor(run: NonNullable<FunctionDefinition['runFor']>, args: readonly Evaluator[]): Evaluator {
  const [first, second] = args;
  if (first === undefined) return run;
  if (second === undefined) return (frame) => run(frame, first(frame));
  if (args.length === 2) return (frame) => run(frame, first(frame), second(frame));
  return (frame) => run(frame, ...args.map((argument) => argument(frame)));
}

function guarded({ source }: Emission, { span }: CallExpression, apply: Evaluator): Evaluator {
  return (frame: Frame): Value => {
    try {
      return apply(frame);
    } catch (thrown) {
      return failAt(thrown, source, span);
    }
  };
}
