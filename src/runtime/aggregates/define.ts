/**
 * What an aggregate of the language is: a definition from which uses are checked, reference pages are made and tests
 * are run, and which makes the accumulators that windows hold.
 */
import { asArray, isNumber } from '../value/kind.ts';
import { describeValue } from '../value/text.ts';
import type { Value } from '../value/value.ts';
import { refuse } from '../value/value-error.ts';

export interface AggregateParam {
  readonly name: string;
  readonly kind: 'any' | 'number' | 'array';
  readonly doc: string;
  readonly optional?: true;
}

/** Events, and what the aggregate makes of them; all as one writes them. Runs as a test and is printed in the reference. */
export interface AggregateExample {
  /** With `event` in it, unless it needs none. */
  readonly call: string;
  readonly events: readonly string[];
  readonly result: string;
}

export interface AggregateDefinition {
  /** `aggr::stats`; also reached as `std::aggr::stats`. */
  readonly module: string;
  readonly name: string;
  /** At most two. */
  readonly params: readonly AggregateParam[];
  readonly returns: string;
  /** Markdown, one paragraph. */
  readonly doc: string;
  readonly examples: readonly AggregateExample[];
  create(): Accumulator;
}

/** What one window, of one group, holds of one aggregate. */
export interface Accumulator {
  /** Refuses a first argument that `add` could not take: throws ValueError, and changes nothing. Before each `add`. */
  check?(first: Value): void;
  /** The same for the second argument. */
  checkOption?(second: Value): void;
  /** Takes arguments of the right kinds that have been checked; where there are none they are null. */
  add(first: Value, second: Value): void;
  /** Takes in what a window behind this one has gathered, later than all that is here. `other` has the same definition. */
  merge(other: Accumulator): void;
  /** What it has come to; never changed afterwards. */
  result(): Value;
  /** As if nothing had been added. */
  reset(): void;
  /** What it holds, for a checkpoint; never changed afterwards. */
  capture(): Value;
  /** Puts back what `capture` gave. */
  restore(state: Value): void;
}

/** The check of one argument. */
export function checkKind(definition: AggregateDefinition, index: number, value: Value): void {
  const param = definition.params[index]!;
  if (param.kind === 'any') return;
  if (param.kind === 'number' ? isNumber(value) : asArray(value) !== undefined) return;
  const wanted = param.kind === 'number' ? 'a number' : 'an array';
  refuse(
    'argument-kind',
    `\`${definition.module}::${definition.name}\` takes ${wanted} as \`${param.name}\`, not ${describeValue(value)}`,
  );
}
