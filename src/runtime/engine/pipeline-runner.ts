import type { Batch } from '../api.ts';
import { Batch as EventBatch } from '../batch.ts';
import type { Pipeline, PipelineOutput } from '../pipeline.ts';
import type { PipelinePlan } from '../plan.ts';

/** Hands on what a pipeline emitted at a port. */
export type Emit = (port: string, batch: Batch) => void;

/** One created pipeline at work. */
export interface PipelineRunner extends Pick<Pipeline, 'capture' | 'restore'> {
  /** Runs a batch through the pipeline and emits what comes out, port by port. Synchronous. */
  push(port: string, batch: Batch, emit: Emit): void;
}

export function createPipelineRunner(plan: PipelinePlan): PipelineRunner {
  const pipeline: Pipeline = plan.create();
  return {
    capture: () => pipeline.capture(),
    restore: (state) => pipeline.restore(state),
    push(port, batch, emit) {
      const collected = new Collector(batch, pipeline.outputs.length);
      pipeline.push(port, batch, collected);
      for (let index = 0; index < pipeline.outputs.length; index++) {
        const emitted = collected.batches[index];
        if (emitted !== undefined && emitted.length > 0) emit(pipeline.outputs[index]!, emitted);
      }
    },
  };
}

/** Makes the batch of a port when the port first emits: most ports of most pipelines stay silent. */
class Collector implements PipelineOutput {
  readonly batches: (Batch | undefined)[];
  readonly #input: Batch;

  constructor(input: Batch, ports: number) {
    this.#input = input;
    this.batches = new Array<Batch | undefined>(ports).fill(undefined);
  }

  port(index: number): Batch {
    return (this.batches[index] ??= new EventBatch(
      this.#input.origin,
      this.#input.ingestNs,
      this.#input.refusals,
    ));
  }
}
