import { bug } from '../../../runtime/errors.ts';
import { detach } from '../../../runtime/value/detach.ts';
import type { Value, ValueRecord } from '../../../runtime/value/value.ts';
import type { ScriptFacts } from '../../4-analyse/index.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';
import type { CompiledScript, ScriptInstance } from '../script/index.ts';
import type { TriggerState } from './trigger.ts';

/** A compiled script of a window, without what runs it. */
export interface CompiledWindowScript {
  readonly compiled: CompiledScript;
  readonly facts: ScriptFacts;
}

/** The script of a window at work: one instance for all groups, which lend it their state. */
export class WindowScript {
  readonly name: string;
  readonly source: Source;
  /** Its last expression, which is its answer. */
  readonly answerSpan: Span;
  readonly hasTick: boolean;
  readonly initialState: Value;
  readonly #script: ScriptInstance;

  constructor({ compiled, facts }: CompiledWindowScript, instance: string) {
    const { definition, source } = facts;
    this.name = definition.name.text;
    this.source = source;
    this.answerSpan = definition.body.at(-1)?.span ?? definition.name.span;
    this.hasTick = facts.inputs.includes('tick');
    this.#script = compiled.create();
    this.#script.frame.instance = instance;
    this.initialState = this.#script.frame.state;
  }

  /** The answer to an event (port `in`) or to the time (`tick`). Throws RuntimeError. */
  run(
    port: 'in' | 'tick',
    event: Value,
    meta: ValueRecord,
    nowNs: bigint,
    state: TriggerState | null,
  ): Value {
    const script = this.#script;
    const { frame } = script;
    frame.event = event;
    frame.meta = meta;
    frame.ingestNs = nowNs;
    if (state !== null) frame.state = state.state;
    const outcome = script.run(port);
    if (outcome === 'error') throw script.error!;
    if (outcome === 'drop') return bug('the script of a window drops');
    // What fails leaves the state as it was.
    if (state !== null) state.state = detach(frame.state);
    return script.value;
  }
}
