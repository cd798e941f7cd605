import { asArray } from '../../../runtime/value/kind.ts';
import { aKind, kindOf } from '../../../runtime/value/kind.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';
import { RuntimeError } from '../evaluator.ts';
import type { Evaluator, Frame } from '../evaluator.ts';

/** What follows `group by`, with its expressions compiled. */
export type CompiledGroupBy =
  | {
      readonly kind: 'value' | 'each';
      readonly evaluate: Evaluator;
      readonly source: Source;
      readonly span: Span;
    }
  | { readonly kind: 'set'; readonly items: readonly CompiledGroupBy[] };

/** The groups of an event, each by its values. Until the next call. */
export type Grouping = (frame: Frame) => readonly (readonly Value[])[];

const ONE_GROUP: readonly (readonly Value[])[] = [[null]];

/** One group for an event, or for each item of the arrays after `each` one: of several, every combination. */
export function createGrouping(groupBy: CompiledGroupBy | null): Grouping {
  if (groupBy === null) return () => ONE_GROUP;
  if (groupBy.kind === 'value') {
    // Nobody keeps the list: one does for all events.
    const values: Value[] = [null];
    const groups = [values];
    return (frame) => {
      values[0] = groupBy.evaluate(frame);
      return groups;
    };
  }
  return (frame) => {
    let groups: readonly (readonly Value[])[] = [[]];
    for (const choices of choicesOf(groupBy, frame)) {
      groups = groups.flatMap((group) => choices.map((choice) => [...group, choice]));
    }
    return groups;
  };
}

/** For each place in the list of a group, the values that can stand there. */
function choicesOf(groupBy: CompiledGroupBy, frame: Frame): readonly (readonly Value[])[] {
  switch (groupBy.kind) {
    case 'value':
      return [[groupBy.evaluate(frame)]];
    case 'set':
      return groupBy.items.flatMap((item) => choicesOf(item, frame));
    case 'each': {
      const value = groupBy.evaluate(frame);
      const items = asArray(value);
      if (items !== undefined) return [items];
      const title = `\`each\` takes an array, not ${aKind(kindOf(value))}`;
      throw new RuntimeError('FR893', title, groupBy.source, groupBy.span);
    }
  }
}
