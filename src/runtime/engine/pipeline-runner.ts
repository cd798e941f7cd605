import type { Batch, DeliveryListener, Origin } from '../api.ts';
import { Batch as EventBatch } from '../batch.ts';
import type { Pipeline, PipelineOutput } from '../pipeline.ts';
import type { PipelinePlan } from '../plan.ts';

/** Hands on what a pipeline emitted. */
export interface Emit {
  at(port: string, batch: Batch): void;
  /** Called after all of `at`: who wants to hear when that has been delivered. */
  delivery(listeners: Iterable<DeliveryListener>, ingestNs: bigint): void;
}

/** One created pipeline at work. */
export interface PipelineRunner extends Pick<Pipeline, 'capture' | 'restore' | 'needsTicks'> {
  readonly name: string;
  /** Runs a batch through the pipeline and emits what comes out, port by port. Synchronous. */
  push(port: string, batch: Batch, emit: Emit): void;
  /** Emits what is due at this time. Synchronous. */
  tick(nowNs: bigint, emit: Emit): void;
  /** Emits what is held back, unless nothing has come in since the last time. Synchronous. */
  flush(nowNs: bigint, emit: Emit): void;
  /** Something has come in since the last flush, or there was none. */
  readonly needsFlush: boolean;
  /** The events that have come in at an input, or gone out at an output. */
  countAt(direction: 'input' | 'output', port: string): number;
}

export function createPipelineRunner(plan: PipelinePlan): PipelineRunner {
  return new Runner(plan);
}

class Runner implements PipelineRunner {
  readonly name: string;
  readonly needsTicks: boolean;
  readonly #pipeline: Pipeline;
  /** Of what comes out without an event that goes in. */
  readonly #origin: Origin;
  needsFlush = true;
  /** The events by port; the ports of the outputs by their index. */
  readonly #received = new Map<string, number>();
  readonly #emitted: number[];
  /** The most that sinks have refused any of the events which may be held back. */
  #refusals = 0;

  constructor(plan: PipelinePlan) {
    this.name = plan.name;
    this.#origin = { uri: `pipeline:${plan.name}` };
    this.#pipeline = plan.create();
    this.needsTicks = this.#pipeline.needsTicks;
    this.#emitted = this.#pipeline.outputs.map(() => 0);
  }

  push(port: string, batch: Batch, emit: Emit): void {
    const { origin, ingestNs, refusals } = batch;
    this.needsFlush = true;
    this.#received.set(port, (this.#received.get(port) ?? 0) + batch.length);
    if (refusals > this.#refusals) this.#refusals = refusals;
    const collected = new Collector(origin, ingestNs, refusals, this.#pipeline.outputs.length);
    this.#pipeline.push(port, batch, collected);
    this.#handOn(collected, emit);
  }

  tick(nowNs: bigint, emit: Emit): void {
    const collected = this.#collector(nowNs);
    this.#pipeline.tick(nowNs, collected);
    this.#letGo(collected, emit);
  }

  flush(nowNs: bigint, emit: Emit): void {
    if (!this.needsFlush) return;
    this.needsFlush = false;
    const collected = this.#collector(nowNs);
    this.#pipeline.flush(nowNs, collected);
    this.#letGo(collected, emit);
  }

  capture(): ReturnType<Pipeline['capture']> {
    return this.#pipeline.capture();
  }

  restore(state: Parameters<Pipeline['restore']>[0]): void {
    this.#pipeline.restore(state);
  }

  countAt(direction: 'input' | 'output', port: string): number {
    if (direction === 'input') return this.#received.get(port) ?? 0;
    return this.#emitted[this.#pipeline.outputs.indexOf(port)] ?? 0;
  }

  #collector(nowNs: bigint): Collector {
    return new Collector(this.#origin, nowNs, this.#refusals, this.#pipeline.outputs.length);
  }

  #letGo(collected: Collector, emit: Emit): void {
    // What a refused event has become part of is out: what follows does not answer for it.
    if (collected.batches.some((batch) => batch !== undefined)) this.#refusals = 0;
    this.#handOn(collected, emit);
  }

  #handOn({ batches, listeners, ingestNs }: Collector, emit: Emit): void {
    for (let index = 0; index < batches.length; index++) {
      const emitted = batches[index];
      if (emitted === undefined || emitted.length === 0) continue;
      this.#emitted[index]! += emitted.length;
      emit.at(this.#pipeline.outputs[index]!, emitted);
    }
    if (listeners !== null) emit.delivery(listeners, ingestNs);
  }
}

/** Makes the batch of a port when the port first emits: most ports of most pipelines stay silent. */
class Collector implements PipelineOutput {
  readonly batches: (Batch | undefined)[];
  listeners: Set<DeliveryListener> | null = null;
  readonly ingestNs: bigint;
  readonly #origin: Origin;
  readonly #refusals: number;

  constructor(origin: Origin, ingestNs: bigint, refusals: number, ports: number) {
    this.#origin = origin;
    this.ingestNs = ingestNs;
    this.#refusals = refusals;
    this.batches = new Array<Batch | undefined>(ports).fill(undefined);
  }

  port(index: number): Batch {
    return (this.batches[index] ??= new EventBatch(this.#origin, this.ingestNs, this.#refusals));
  }

  whenDelivered(listener: DeliveryListener): void {
    (this.listeners ??= new Set()).add(listener);
  }
}
