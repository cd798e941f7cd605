import { asArray, isNumber, toDouble } from '../value/kind.ts';
import { describeValue, displayText } from '../value/text.ts';
import type { Value } from '../value/value.ts';
import { refuse } from '../value/value-error.ts';

/** A percentile that is asked for: `0.5` is the median. */
export interface Percentile {
  /** As it was written: the key in the result. */
  readonly key: string;
  /** From 0 to 1. */
  readonly rank: number;
}

export const USUAL_PERCENTILES: Value = ['0.5', '0.9', '0.95', '0.99', '0.999', '0.9999', '0.99999'];

export const PERCENTILES_PARAM = {
  name: 'percentiles',
  kind: 'array',
  doc: 'those that are wanted, such as `["0.5", "0.99"]`; when left out, 0.5, 0.9, 0.95, 0.99, and so on to 0.99999',
  optional: true,
} as const;

/** The percentiles that the array of a call means. Throws ValueError. */
export function readPercentiles(caller: string, list: Value): readonly Percentile[] {
  return (asArray(list) ?? []).map((item) => {
    const rank = rankOf(item);
    if (rank >= 0 && rank <= 1) return { key: displayText(item), rank };
    return refuse(
      'function-failed',
      `\`${caller}\`: a percentile is from 0 to 1, not ${describeValue(item)}`,
    );
  });
}

function rankOf(item: Value): number {
  if (isNumber(item)) return toDouble(item);
  return typeof item === 'string' && /^\d*\.?\d+$/.test(item) ? Number(item) : NaN;
}

/** The percentiles of one call: nearly always the same array, which is then read only once. */
export class WantedPercentiles {
  readonly #caller: string;
  #list: Value = null;
  #percentiles: readonly Percentile[] = [];

  constructor(caller: string) {
    this.#caller = caller;
    this.set(USUAL_PERCENTILES);
  }

  get list(): Value {
    return this.#list;
  }

  get all(): readonly Percentile[] {
    return this.#percentiles;
  }

  /** Throws ValueError, and changes nothing then. */
  check(list: Value): void {
    if (list !== null && list !== this.#list) readPercentiles(this.#caller, list);
  }

  set(list: Value): void {
    if (list === null || list === this.#list) return;
    this.#percentiles = readPercentiles(this.#caller, list);
    this.#list = list;
  }
}
