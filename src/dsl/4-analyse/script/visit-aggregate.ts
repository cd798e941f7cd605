import type { AggregateDefinition } from '../../../runtime/aggregates/index.ts';
import { checkKind } from '../../../runtime/aggregates/index.ts';
import type { CallExpression } from '../../3-ast/nodes.ts';
import type { Analysis, Place } from './analysis.ts';
import { attempt } from './attempt.ts';
import { checkArity } from './check-arity.ts';

/** A call of an aggregate: its arguments are computed for every event, itself when the window closes. */
export function visitAggregate(
  analysis: Analysis,
  call: CallExpression,
  definition: AggregateDefinition,
  place: Place,
): void {
  const outer = analysis.aggregate;
  const name = `${definition.module}::${definition.name}`;
  const isInPlace =
    outer === null ? checkPlace(analysis, call, name, place) : nested(analysis, call, outer, name);
  analysis.aggregate = outer ?? call;
  for (const argument of call.args) analysis.visit(argument, place === 'constant' ? 'constant' : 'value');
  analysis.aggregate = outer;
  const fits = checkArity(analysis, call, { ...definition, rest: null });
  const isFine = fits && checkConstants(analysis, call, definition);
  if (isInPlace && isFine) analysis.aggregates.set(call, definition);
  else analysis.broken.add(call);
}

function nested(analysis: Analysis, call: CallExpression, outer: CallExpression, name: string): false {
  analysis.error({
    code: 'FR551',
    title: `the aggregate \`${name}\` stands inside of another one`,
    span: call.callee.span,
    label: 'an aggregate of an aggregate',
    context: [analysis.label(outer.callee.span, 'inside of this one')],
    help: ['aggregate step by step: select from one window into a stream, and from that with another window'],
  });
  return false;
}

/** Aggregates are for what a `select` from a window selects. */
function checkPlace(analysis: Analysis, call: CallExpression, name: string, place: Place): boolean {
  const { clause } = analysis;
  if (clause?.part === 'target' && clause.isWindowed !== false && place !== 'constant') return true;
  const { title, help } = misplaced(analysis, name);
  analysis.error({ code: 'FR550', title, span: call.callee.span, label: 'an aggregate', help: [help] });
  return false;
}

function misplaced({ clause }: Analysis, name: string): { readonly title: string; readonly help: string } {
  if (clause === null) {
    return {
      title: `the aggregate \`${name}\` can only be used in a \`select\` from a window`,
      help: 'there are no windows here: select it from a window, and look at what comes out',
    };
  }
  if (clause.part === 'target') {
    return {
      title: `the aggregate \`${name}\` needs a window`,
      help: 'define one, and select from it: `define window w from tumbling with size = 10 end; select … from in[w]`',
    };
  }
  return {
    title: `the aggregate \`${name}\` cannot be used after \`${clause.part}\``,
    help:
      clause.part === 'having'
        ? 'select it under a name, and look at that: `having event.name > 1`'
        : `what follows \`${clause.part}\` is asked for each event, before it is in a window`,
  };
}

/** What is known of the arguments already must be what the aggregate takes. */
function checkConstants(analysis: Analysis, call: CallExpression, definition: AggregateDefinition): boolean {
  const accumulator = definition.create();
  return call.args.every((argument, index) => {
    const value = analysis.constants.get(argument);
    if (value === undefined) return true;
    const accepted = attempt(analysis, argument.span, () => {
      checkKind(definition, index, value);
      if (index === 0) accumulator.check?.(value);
      else accumulator.checkOption?.(value);
      return true;
    });
    return accepted === true;
  });
}
