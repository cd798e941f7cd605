import type { Value, ValueRecord } from '../../../runtime/value/value.ts';
import type { RuntimeError } from '../evaluator.ts';
import type { RunState } from './run-state.ts';

/** The record that arrives on an `err` port (`ErrorEvent` in runtime/api.ts). `path` is the part that failed. */
export function errorEvent(error: RuntimeError, event: Value, path: string, state: RunState): ValueRecord {
  return new Map<string, Value>([
    ['error', error.located],
    ['event', event],
    [
      'origin',
      new Map<string, Value>([
        ['uri', state.origin.uri],
        ['offset', state.offset],
      ]),
    ],
    ['source', path],
  ]);
}
