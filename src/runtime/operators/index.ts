import type { OperatorDefinition } from '../api.ts';
import { backpressure } from './backpressure.ts';
import { batch } from './batch.ts';
import { bucket } from './bucket.ts';
import { counter } from './counter.ts';
import { history } from './history.ts';
import { passthrough } from './passthrough.ts';
import { percentile } from './percentile.ts';
import { roundrobin } from './roundrobin.ts';

/** The built-in operators. They are small: nothing is gained by loading each when it is needed. */
export const OPERATORS: readonly OperatorDefinition[] = [
  history,
  batch,
  counter,
  bucket,
  passthrough,
  backpressure,
  percentile,
  roundrobin,
];
