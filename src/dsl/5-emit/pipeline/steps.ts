/**
 * The steps of a pipeline: each takes one event and calls the next ones directly. No step allocates for itself;
 * what fails is caught where it happens and goes on as an event.
 */
import { isStackOverflow } from '../../../runtime/errors.ts';
import { aKind, kindOf } from '../../../runtime/value/kind.ts';
import { RuntimeError } from '../evaluator.ts';
import type { Frame } from '../evaluator.ts';
import type { ScriptInstance } from '../script/index.ts';
import { failure } from './failure.ts';
import type { Guard, ScriptNode, SelectEdge } from './graph.ts';
import type { RunState, Step } from './run-state.ts';

/** Nobody selects from there; analysis has warned. */
export const DEAD_END: Step = () => {};

/** Into the batch of an output port of the pipeline. */
export function outputStep(index: number, state: RunState): Step {
  return (value, meta) => {
    state.output.port(index).push(value, meta, state.offset);
  };
}

/** To several takers, one after another: each runs to its end before the next begins. */
export function fanOutStep(takers: readonly Step[]): Step {
  return (value, meta) => {
    for (let i = 0; i < takers.length; i++) takers[i]!(value, meta);
  };
}

/** A select with at least one expression. */
export function selectStep(edge: SelectEdge, next: Step, errors: Step, state: RunState): Step {
  const { where, having, path } = edge;
  const target = edge.target?.evaluate ?? null;
  const frame = state.frame;
  return (value, meta) => {
    frame.event = value;
    frame.meta = meta;
    frame.offset = state.offset;
    let selected = value;
    try {
      if (where !== null && !holds(where, frame)) return;
      if (target !== null) selected = target(frame);
      if (having !== null) {
        frame.event = selected;
        if (!holds(having, frame)) return;
      }
    } catch (thrown) {
      errors(failure(asRuntimeError(thrown, edge), value, path, state), meta);
      return;
    }
    next(selected, meta);
  };
}

/** Besides what expressions report, an event can bring about one thing: more nesting than the stack takes. */
function asRuntimeError(thrown: unknown, { source, span }: SelectEdge): RuntimeError {
  if (thrown instanceof RuntimeError) return thrown;
  if (!isStackOverflow(thrown)) throw thrown;
  return new RuntimeError('FR844', 'the event is nested too deeply for this select', source, span);
}

function holds(guard: Guard, frame: Frame): boolean {
  const answer = guard.evaluate(frame);
  if (answer === true) return true;
  if (answer === false) return false;
  throw new RuntimeError(
    'FR833',
    `the condition after \`${guard.clause}\` must be a bool, found ${aKind(kindOf(answer))}`,
    guard.source,
    guard.span,
  );
}

/** Steps by output port of a script. */
export interface ScriptExits {
  readonly out: Step;
  readonly ports: ReadonlyMap<string, Step>;
  readonly errors: Step;
  readonly unclaimed: Step;
}

/** Runs a script from one of its input ports. */
export function scriptStep(
  node: ScriptNode,
  port: string,
  script: ScriptInstance,
  exits: ScriptExits,
  state: RunState,
): Step {
  const frame = script.frame;
  const { out, errors } = exits;
  return (value, meta) => {
    frame.event = value;
    frame.meta = meta;
    frame.offset = state.offset;
    const outcome = script.run(port);
    if (outcome === 'emit') {
      if (script.port === 'out') out(script.value, frame.meta);
      else leave(node, script, exits, state);
    } else if (outcome === 'error') {
      errors(failure(script.error!, frame.event, node.path, state), frame.meta);
    }
  };
}

/** By a port other than `out`. Nothing vanishes: without a taker the event is reported. */
function leave(node: ScriptNode, script: ScriptInstance, exits: ScriptExits, state: RunState): void {
  const taker = exits.ports.get(script.port);
  if (taker) {
    taker(script.value, script.frame.meta);
    return;
  }
  const emit = node.emits.get(script.port) ?? null;
  const error = new RuntimeError(
    'FR851',
    `nobody selects from port \`${script.port}\` of script \`${node.path}\``,
    emit === null ? node.source : node.definitionSource,
    emit ?? node.span,
  );
  exits.unclaimed(failure(error, script.value, node.path, state), script.frame.meta);
}
