/** Numbers as the language means them, for tests: integers as bigint, floats as double, nothing else. */
import { Float } from '../../../src/runtime/value/value.ts';
import type { Value } from '../../../src/runtime/value/value.ts';

export type ModelNumber = { readonly integer: bigint } | { readonly float: number };

/** What an operator gives in the model: a value, or the problem it has. */
export type Outcome = ModelNumber | { readonly bool: boolean } | { readonly problem: string };

export const LOWEST = -(2n ** 63n);
export const HIGHEST = 2n ** 64n - 1n;

/** Around every border at which an integer changes how it is held or how an operator treats it. */
export const EDGE_INTEGERS: readonly bigint[] = [
  ...[0n, 1n, 2n, 7n, 31n, 32n, 63n, 64n, 65n, 255n],
  ...[2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 62n, 2n ** 63n].flatMap((edge) => [edge - 1n, edge, edge + 1n]),
  ...[2n ** 64n - 2n, 2n ** 64n - 1n],
  ...[-1n, -2n, -7n, -63n, -64n],
  ...[-(2n ** 31n), -(2n ** 53n), -(2n ** 62n)].flatMap((edge) => [edge - 1n, edge, edge + 1n]),
  ...[-(2n ** 63n) + 1n, -(2n ** 63n)],
];

export const EDGE_FLOATS: readonly number[] = [
  ...[0, -0, 0.5, -0.5, 1, -1, 1.5, 7, 0.1, 1e-300, Number.MIN_VALUE, Number.EPSILON],
  ...[2 ** 31, 2 ** 53, 2 ** 53 + 2, 2 ** 63, 2 ** 64, 1e21, 1e300, Number.MAX_VALUE],
  ...[Infinity, -Infinity, NaN],
];

export const EDGE_NUMBERS: readonly ModelNumber[] = [
  ...EDGE_INTEGERS.map((integer) => ({ integer })),
  ...EDGE_FLOATS.map((float) => ({ float })),
];

/** How the language holds it. Written out here, so that the module under test is not its own measure. */
export function hold(number: ModelNumber): Value {
  if ('float' in number) return Number.isInteger(number.float) ? new Float(number.float) : number.float;
  const { integer } = number;
  return integer >= -(2n ** 53n) + 1n && integer <= 2n ** 53n - 1n ? Number(integer) : integer;
}

export function toFloat(number: ModelNumber): number {
  return 'float' in number ? number.float : Number(number.integer);
}

/** The outcome as comparable text; -0.0 and NaN are told apart. */
export function show(outcome: Outcome): string {
  if ('integer' in outcome) return `integer ${outcome.integer}`;
  if ('bool' in outcome) return `bool ${outcome.bool}`;
  if ('problem' in outcome) return `problem ${outcome.problem}`;
  return Object.is(outcome.float, -0) ? 'float -0' : `float ${outcome.float}`;
}

/** A result of the module under test in the form of {@link show}; also checks that it is held as it must be. */
export function showValue(value: Value): string {
  if (typeof value === 'boolean') return show({ bool: value });
  if (value instanceof Float) {
    return Number.isInteger(value.value) ? show({ float: value.value }) : `${value.value} needlessly boxed`;
  }
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? `${value} needlessly big` : show({ integer: value });
  }
  if (typeof value !== 'number') return `not a number: ${typeof value}`;
  if (!Number.isInteger(value)) return show({ float: value });
  if (Object.is(value, -0) || !Number.isSafeInteger(value)) return `integer held as ${value}`;
  return show({ integer: BigInt(value) });
}
