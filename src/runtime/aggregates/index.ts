import { DDS_AGGREGATE } from './dds.ts';
import type { AggregateDefinition } from './define.ts';
import { HDR_AGGREGATE } from './hdr.ts';
import { STATS_AGGREGATES } from './stats.ts';
import { WIN_AGGREGATES } from './win.ts';

export { checkKind } from './define.ts';
export type { Accumulator, AggregateDefinition, AggregateExample, AggregateParam } from './define.ts';

/** All aggregates of the language, in the order of the reference. */
export const AGGREGATES: readonly AggregateDefinition[] = [
  ...STATS_AGGREGATES,
  HDR_AGGREGATE,
  DDS_AGGREGATE,
  ...WIN_AGGREGATES,
];

/** The modules that they are in. */
export const AGGREGATE_MODULES: readonly string[] = [...new Set(AGGREGATES.map(({ module }) => module))];

/** `module`: `aggr::stats`, without `std::`. */
export function findAggregate(module: string, name: string): AggregateDefinition | undefined {
  return AGGREGATES.find((each) => each.module === module && each.name === name);
}
