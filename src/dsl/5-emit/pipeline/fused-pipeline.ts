import type { Batch, Origin } from '../../../runtime/batch.ts';
import { CapturedRecord } from '../../../runtime/value/captured.ts';
import type { Captured } from '../../../runtime/value/captured.ts';
import { bug } from '../../../runtime/errors.ts';
import type { Pipeline, PipelineOutput } from '../../../runtime/pipeline.ts';
import { asRecord } from '../../../runtime/value/kind.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { ScriptInstance } from '../script/index.ts';
import { groupedStep } from '../windows/grouped-select.ts';
import type { PipelineGraph, ScriptNode, SelectEdge, Tap, Target } from './graph.ts';
import type { Keeper, KeeperNode } from './keeper.ts';
import { begin, newRunState } from './run-state.ts';
import type { RunState, Step } from './run-state.ts';
import { DEAD_END, fanOutStep, outputStep, scriptStep, selectStep } from './steps.ts';

/**
 * A pipeline whose nodes call each other directly: an event runs through the whole of it, depth first and in the order
 * of the selects, before the next one begins.
 */
export class FusedPipeline implements Pipeline {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly #entries = new Map<string, Step>();
  readonly #scripts = new Map<ScriptNode, ScriptInstance>();
  readonly #state: RunState;

  /** Those that events can reach, each before those that it sends to. */
  readonly #keepers: readonly (readonly [KeeperNode, Keeper])[];
  readonly #ticked: readonly Keeper[];
  readonly needsTicks: boolean;
  /** Of what comes out without an event that goes in. */
  readonly #origin: Origin;

  // Each place is wired once, however many ways lead to it.
  readonly #taps = new Map<Tap, Step>();
  readonly #scriptSteps = new Map<ScriptNode, Map<string, Step>>();
  readonly #wiredKeepers = new Map<KeeperNode, WiredKeeper>();

  /** `instance`: the name under which the flow is deployed. */
  constructor(graph: PipelineGraph, instance: string) {
    this.#state = newRunState(instance, graph.secrets);
    this.inputs = [...graph.inputs.keys()];
    this.outputs = graph.outputs;
    for (const script of graph.scripts) {
      const made = script.compiled.create();
      made.frame.instance = instance;
      this.#scripts.set(script, made);
    }
    // From the last to the first, and a keeper when everything behind it has been wired: turned round, that is their order.
    for (const [port, tap] of [...graph.inputs].reverse()) this.#entries.set(port, this.#tapStep(tap));
    this.#keepers = [...this.#wiredKeepers].map(([node, { keeper }]) => [node, keeper] as const).reverse();
    this.#ticked = this.#keepers.map(([, keeper]) => keeper).filter(({ needsTicks }) => needsTicks);
    this.needsTicks = this.#ticked.length > 0;
    this.#origin = { uri: `pipeline:${graph.name}` };
  }

  push(port: string, batch: Batch, out: PipelineOutput): void {
    const entry = this.#entries.get(port) ?? bug(`a pipeline has no port \`${port}\``);
    const state = this.#state;
    this.#begin(batch.origin, batch.ingestNs, out);
    const { values, metas, offsets } = batch;
    for (let i = 0; i < values.length; i++) {
      state.offset = offsets[i]!;
      entry(values[i]!, metas[i]!);
    }
  }

  tick(nowNs: bigint, out: PipelineOutput): void {
    this.#begin(this.#origin, nowNs, out);
    for (const keeper of this.#ticked) keeper.tick();
  }

  flush(nowNs: bigint, out: PipelineOutput): void {
    this.#begin(this.#origin, nowNs, out);
    // What the first ones let go is there when the next ones do.
    for (const [, keeper] of this.#keepers) keeper.flush();
  }

  capture(): Captured {
    const states = new CapturedRecord();
    for (const [node, { frame }] of this.#scripts) states.set(node.path, frame.state);
    for (const [node, keeper] of this.#keepers) states.set(node.path, keeper.capture());
    return states;
  }

  restore(state: Value): void {
    const states = asRecord(state);
    for (const [node, { frame }] of this.#scripts) {
      const saved = states?.get(node.path);
      // A script that the checkpoint does not know is new: it begins with its initial state.
      if (saved !== undefined) frame.state = saved;
    }
    for (const [node, keeper] of this.#keepers) {
      const saved = states?.get(node.path);
      if (saved !== undefined) keeper.restore(saved);
    }
  }

  #begin(origin: Origin, ingestNs: bigint, out: PipelineOutput): void {
    begin(this.#state, origin, ingestNs, out);
    for (const { frame } of this.#scripts.values()) {
      frame.origin = origin;
      frame.ingestNs = ingestNs;
    }
  }

  #targetStep(target: Target): Step {
    switch (target.kind) {
      case 'output':
        return outputStep(target.index, this.#state);
      case 'tap':
        return this.#tapStep(target.tap);
      case 'script':
        return this.#scriptStep(target.script, target.port);
      case 'keeper':
        return this.#keeperStep(target.keeper, target.port);
    }
  }

  #tapStep(tap: Tap): Step {
    const known = this.#taps.get(tap);
    if (known !== undefined) return known;
    const takers = tap.edges
      .toReversed()
      .map((edge) => this.#edgeStep(edge))
      .reverse();
    const step = takers.length > 1 ? fanOutStep(takers) : (takers[0] ?? DEAD_END);
    this.#taps.set(tap, step);
    return step;
  }

  #edgeStep(edge: SelectEdge): Step {
    const next = this.#targetStep(edge.into);
    const { target, where, groupBy, having } = edge;
    if (target === null && where === null && groupBy === null && having === null) return next;
    const toStep = groupBy === null ? selectStep : groupedStep;
    return toStep(edge, next, this.#targetStep(edge.errors), this.#state);
  }

  #scriptStep(node: ScriptNode, port: string): Step {
    const steps = this.#scriptSteps.get(node) ?? new Map<string, Step>();
    this.#scriptSteps.set(node, steps);
    const known = steps.get(port);
    if (known !== undefined) return known;
    const instance = this.#scripts.get(node) ?? bug(`script ${node.path} is not in its graph`);
    const errors = this.#targetStep(node.errors);
    const ports = new Map([...node.ports].reverse().map(([name, tap]) => [name, this.#tapStep(tap)]));
    const out = ports.get('out') ?? DEAD_END;
    // What a script itself emits to `err` goes the way of its failures.
    ports.set('err', errors);
    const exits = { out, ports, errors, unclaimed: this.#targetStep(node.unclaimed) };
    const step = scriptStep(node, port, instance, exits, this.#state);
    steps.set(port, step);
    return step;
  }

  #keeperStep(node: KeeperNode, port: string): Step {
    const { keeper, steps } = this.#wiredKeepers.get(node) ?? this.#wireKeeper(node);
    const step = steps.get(port) ?? keeper.entry(port);
    steps.set(port, step);
    return step;
  }

  #wireKeeper(node: KeeperNode): WiredKeeper {
    const errors = this.#targetStep(node.errors);
    const ports = new Map([...node.ports].reverse().map(([name, tap]) => [name, this.#tapStep(tap)]));
    const wired = {
      keeper: node.create({ ports, errors, state: this.#state }),
      steps: new Map<string, Step>(),
    };
    this.#wiredKeepers.set(node, wired);
    return wired;
  }
}

interface WiredKeeper {
  readonly keeper: Keeper;
  /** By input port. */
  readonly steps: Map<string, Step>;
}
