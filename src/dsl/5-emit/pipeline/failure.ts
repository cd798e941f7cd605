import { errorEvent } from '../../../runtime/error-event.ts';
import type { Value, ValueRecord } from '../../../runtime/value/value.ts';
import type { RuntimeError } from '../evaluator.ts';
import type { RunState } from './run-state.ts';

/** The error event for an event that failed at the part `path`. */
export function failure(error: RuntimeError, event: Value, path: string, state: RunState): ValueRecord {
  return errorEvent({
    error: state.secrets.hide(error.located),
    event,
    origin: { uri: state.origin.uri, offset: state.offset },
    source: path,
  });
}
