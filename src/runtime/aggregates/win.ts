/** `aggr::win::` – the values of a window themselves. */
import { detach } from '../value/detach.ts';
import { asArray } from '../value/kind.ts';
import type { Value } from '../value/value.ts';
import type { Accumulator, AggregateDefinition } from './define.ts';

const ANY = { name: 'value', kind: 'any', doc: 'anything' } as const;

/** One value, or `undefined` as long as there is none. */
class Kept implements Accumulator {
  readonly #keepsFirst: boolean;
  #value: Value | undefined;

  constructor(keepsFirst: boolean) {
    this.#keepsFirst = keepsFirst;
  }
  add(value: Value): void {
    // Kept for longer than the block of input that it came in.
    if (!this.#keepsFirst || this.#value === undefined) this.#value = detach(value);
  }
  merge(other: Kept): void {
    if (other.#value !== undefined && (!this.#keepsFirst || this.#value === undefined))
      this.#value = other.#value;
  }
  result(): Value {
    return this.#value ?? null;
  }
  reset(): void {
    this.#value = undefined;
  }
  capture(): Value {
    return this.#value === undefined ? [] : [this.#value];
  }
  restore(state: Value): void {
    this.#value = asArray(state)?.[0];
  }
}

/** All values; those of the windows behind this one as they are, or as one array for each of these windows. */
class Collected implements Accumulator {
  readonly #isNested: boolean;
  #values: Value[] = [];

  constructor(isNested: boolean) {
    this.#isNested = isNested;
  }
  add(value: Value): void {
    this.#values.push(detach(value));
  }
  merge(other: Collected): void {
    if (this.#isNested) this.#values.push(other.result());
    else for (const value of other.#values) this.#values.push(value);
  }
  result(): Value {
    return this.#values.slice();
  }
  reset(): void {
    this.#values = [];
  }
  capture(): Value {
    return this.#values.slice();
  }
  restore(state: Value): void {
    this.#values = [...(asArray(state) ?? [])];
  }
}

export const WIN_AGGREGATES: readonly AggregateDefinition[] = [
  {
    module: 'aggr::win',
    name: 'first',
    params: [ANY],
    returns: 'any',
    doc: 'The value of the first event of the window; `null` without any.',
    examples: [{ call: 'aggr::win::first(event.a)', events: ['{"a": 1}', '{"a": 2}'], result: '1' }],
    create: () => new Kept(true),
  },
  {
    module: 'aggr::win',
    name: 'last',
    params: [ANY],
    returns: 'any',
    doc: 'The value of the last event of the window; `null` without any.',
    examples: [{ call: 'aggr::win::last(event.a)', events: ['{"a": 1}', '{"a": 2}'], result: '2' }],
    create: () => new Kept(false),
  },
  {
    module: 'aggr::win',
    name: 'collect_flattened',
    params: [ANY],
    returns: 'array',
    doc:
      'All values of the window, in order. Of a window behind another one, too: `from in[a, b]` gives `b` one flat ' +
      'array. All of them are in memory until the window closes.',
    examples: [{ call: 'aggr::win::collect_flattened(event)', events: ['1', '"a"'], result: '[1, "a"]' }],
    create: () => new Collected(false),
  },
  {
    module: 'aggr::win',
    name: 'collect_nested',
    params: [ANY],
    returns: 'array',
    doc:
      'All values of the window, in order. Of a window behind another one, `from in[a, b]`, `b` has an array for each ' +
      'window `a`. All of them are in memory until the window closes.',
    examples: [{ call: 'aggr::win::collect_nested(event)', events: ['1', '"a"'], result: '[1, "a"]' }],
    create: () => new Collected(true),
  },
];
