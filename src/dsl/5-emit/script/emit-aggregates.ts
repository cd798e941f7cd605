import { checkKind } from '../../../runtime/aggregates/index.ts';
import type { Accumulator, AggregateDefinition } from '../../../runtime/aggregates/index.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { CallExpression } from '../../3-ast/nodes.ts';
import type { Evaluator, Frame } from '../evaluator.ts';
import type { Emission } from './emission.ts';
import { failAt } from './fail.ts';

/** One call of an aggregate in a select from a window. */
export interface CompiledAggregate {
  readonly definition: AggregateDefinition;
  /** The call as it is written, with one blank for each run of them: tells it from others in a checkpoint. */
  readonly text: string;
  /** The arguments for an event, of the right kinds and checked; null where there are none. */
  first(frame: Frame, accumulator: Accumulator): Value;
  second(frame: Frame, accumulator: Accumulator): Value;
}

/** The aggregates of what is selected, by their order in the text. */
export function emitAggregates(emission: Emission): readonly CompiledAggregate[] {
  return [...emission.tables.aggregates].map(([call, definition]) => ({
    definition,
    text: emission.source.text.slice(call.span.start, call.span.end).replace(/\s+/g, ' '),
    first: emitArgument(emission, call, definition, 0),
    second: emitArgument(emission, call, definition, 1),
  }));
}

/** What an aggregate has come to. */
export function emitAggregateResult(emission: Emission, call: CallExpression): Evaluator {
  const index = [...emission.tables.aggregates.keys()].indexOf(call);
  return (frame) => frame.aggregates[index]!.result();
}

function emitArgument(
  emission: Emission,
  call: CallExpression,
  definition: AggregateDefinition,
  index: 0 | 1,
): CompiledAggregate['first'] {
  const argument = call.args[index];
  if (argument === undefined) return () => null;
  const evaluate = emission.expression(argument);
  const { source } = emission;
  return (frame, accumulator) => {
    const value = evaluate(frame);
    try {
      checkKind(definition, index, value);
      if (index === 0) accumulator.check?.(value);
      else accumulator.checkOption?.(value);
    } catch (thrown) {
      return failAt(thrown, source, argument.span);
    }
    return value;
  };
}
