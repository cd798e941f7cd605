import type { Batch } from '../api.ts';
import type { Link } from '../plan.ts';
import type { Connector } from './connector.ts';
import { Journey } from './journey.ts';
import type { Emit, PipelineRunner } from './pipeline-runner.ts';
import { createRoutes, portKey } from './routes.ts';
import type { Routes } from './routes.ts';
import type { UnhandledErrors } from './unhandled.ts';

/** An event that sinks refuse again and again (its `err` port leads back to them) is given up after this many times. */
const MAX_REFUSALS = 3;

type Kind = 'connector' | 'pipeline';

export interface RouterParts {
  /** By name; filled while the flow starts. */
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly pipelines: ReadonlyMap<string, PipelineRunner>;
  readonly unhandled: UnhandledErrors;
  readonly now: () => bigint;
}

/** Carries batches along the links of a flow. */
export class Router {
  readonly #routes: Routes;
  readonly #parts: RouterParts;

  constructor(links: readonly Link[], parts: RouterParts) {
    this.#routes = createRoutes(links);
    this.#parts = parts;
  }

  /** Emits a batch at a port; resolves when everybody behind it wants more. */
  emit(what: Kind, name: string, port: string, batch: Batch): void | Promise<void> {
    const journey = this.journey();
    const { waits } = journey;
    this.route(what, name, port, batch, journey);
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  }

  journey(): Journey {
    return new Journey(this.#parts.now);
  }

  /** What a pipeline emits goes on on this journey. Made anew for each call of the pipeline. */
  emitFrom(name: string, journey: Journey): Emit {
    const first = journey.waits.length;
    return {
      at: (port, batch) => this.route('pipeline', name, port, batch, journey),
      delivery: (listeners, ingestNs) => journey.tellWhenDelivered(listeners, first, ingestNs),
    };
  }

  /** Sends a batch to everybody who is connected to a port. Synchronous but for what it adds to the journey's waits. */
  route(what: Kind, name: string, port: string, batch: Batch, journey: Journey): void {
    if (batch.length === 0) return;
    const { connectors, pipelines, unhandled } = this.#parts;
    const targets = this.#routes.get(portKey(what, name, port));
    if (port === 'err' && what === 'connector') connectors.get(name)!.counters.errors += batch.length;
    if (targets === undefined || batch.refusals > MAX_REFUSALS) {
      if (port === 'err') unhandled.report(name, batch);
      return;
    }
    for (const target of targets) {
      if (target.what === 'pipeline') {
        const pipeline = pipelines.get(target.name)!;
        pipeline.push(target.port, batch, this.emitFrom(target.name, journey));
      } else {
        const written = connectors.get(target.name)!.sink!.write(batch, target.port);
        if (written !== undefined) journey.waits.push(written);
      }
    }
  }
}
