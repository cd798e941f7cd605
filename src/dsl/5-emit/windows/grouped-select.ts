import type { Value } from '../../../runtime/value/value.ts';
import { failure } from '../pipeline/failure.ts';
import type { SelectEdge } from '../pipeline/graph.ts';
import { asRuntimeError, holds } from '../pipeline/guards.ts';
import { newSelectFrame } from '../pipeline/run-state.ts';
import type { RunState, Step } from '../pipeline/run-state.ts';
import { createGrouping } from './group-by.ts';
import { groupValue } from './group-key.ts';

/** A select with `group by`, but without a window: each event goes on once for each of its groups. */
export function groupedStep(edge: SelectEdge, next: Step, errors: Step, state: RunState): Step {
  const { where, having, path } = edge;
  const target = edge.target?.evaluate ?? null;
  const grouping = createGrouping(edge.groupBy);
  const frame = newSelectFrame(state.frame.instance);
  return (event, meta) => {
    frame.event = event;
    frame.meta = meta;
    frame.ingestNs = state.ingestNs;
    frame.origin = state.origin;
    frame.offset = state.offset;
    const results: Value[] = [];
    try {
      if (where !== null && !holds(where, frame)) return;
      const groups = grouping(frame);
      frame.groups = groups.length;
      for (const values of groups) {
        frame.event = event;
        frame.group = groupValue(values);
        const selected = target === null ? event : target(frame);
        frame.event = selected;
        if (having === null || holds(having, frame)) results.push(selected);
      }
    } catch (thrown) {
      // Nothing of it has gone on: the event as a whole is what failed.
      errors(failure(asRuntimeError(thrown, edge), event, path, state), meta);
      return;
    }
    for (let i = 0; i < results.length; i++) next(results[i]!, meta);
  };
}
