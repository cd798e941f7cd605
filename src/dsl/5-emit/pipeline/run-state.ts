import type { Origin } from '../../../runtime/batch.ts';
import type { Secrets } from '../../../runtime/plan.ts';
import type { PipelineOutput } from '../../../runtime/pipeline.ts';
import { EMPTY_RECORD } from '../../../runtime/value/value.ts';
import type { ValueRecord, Value } from '../../../runtime/value/value.ts';
import { bug } from '../../../runtime/errors.ts';
import { NO_GROUP } from '../evaluator.ts';
import type { Frame } from '../evaluator.ts';

/** Takes one event and sends it on; what belongs to the whole batch is in the {@link RunState}. */
export type Step = (value: Value, meta: ValueRecord) => void;

/** What the steps of one pipeline share while a batch runs through them, or a tick or the end makes something come out. */
export interface RunState {
  output: PipelineOutput;
  origin: Origin;
  ingestNs: bigint;
  /** Of the event that is running, in its origin. */
  offset: number;
  /** What no error event may show. */
  readonly secrets: Secrets;
  /** What the expressions of selects see. One is enough: no select evaluates while another one does. */
  readonly frame: Frame;
}

const NOWHERE: Origin = { uri: '' };

/** The state between two batches: nothing may be emitted. */
export function newRunState(instance: string, secrets: Secrets): RunState {
  return {
    secrets,
    output: { port: () => bug('a pipeline emits while nothing runs through it') },
    origin: NOWHERE,
    ingestNs: 0n,
    offset: -1,
    frame: newSelectFrame(instance),
  };
}

/** What the expressions of a select see, before the first event. */
export function newSelectFrame(instance: string): Frame {
  return {
    event: null,
    meta: EMPTY_RECORD,
    state: null,
    locals: [],
    ingestNs: 0n,
    origin: NOWHERE,
    offset: -1,
    instance,
    group: NO_GROUP,
    window: null,
    aggregates: [],
    groups: 0,
  };
}

/** Makes what runs from here on come from `origin`, at the time `ingestNs`. */
export function begin(state: RunState, origin: Origin, ingestNs: bigint, output: PipelineOutput): void {
  state.output = output;
  state.origin = origin;
  state.ingestNs = ingestNs;
  state.offset = -1;
  state.frame.origin = origin;
  state.frame.ingestNs = ingestNs;
}
