/**
 * Demand: which fields of a connector's events somebody looks at. The events are followed from the connector as long
 * as they are passed on untouched; whatever looks into them on the way counts.
 */
import type { Demand } from '../../runtime/api.ts';
import type { Reads } from '../4-analyse/index.ts';
import type { PipelineGraph, Tap, Target } from './pipeline/graph.ts';
import type { Link, LinkEnd } from '../../runtime/plan.ts';

export function demandOf(
  connector: string,
  links: readonly Link[],
  graphs: ReadonlyMap<string, PipelineGraph>,
): Demand {
  const collector = new DemandCollector(links, graphs);
  collector.follow({ what: 'connector', name: connector, port: 'out' });
  return { fields: [...collector.fields] };
}

class DemandCollector {
  readonly fields = new Set<string>();
  readonly #links: readonly Link[];
  readonly #graphs: ReadonlyMap<string, PipelineGraph>;
  readonly #seen = new Set<Tap>();

  constructor(links: readonly Link[], graphs: ReadonlyMap<string, PipelineGraph>) {
    this.#links = links;
    this.#graphs = graphs;
  }

  /** Along all links that begin at `end`. Another connector takes events as they are. */
  follow(end: LinkEnd): void {
    for (const { from, to } of this.#links) {
      if (from.what !== end.what || from.name !== end.name || from.port !== end.port) continue;
      const graph = to.what === 'pipeline' ? this.#graphs.get(to.name) : undefined;
      const tap = graph?.inputs.get(to.port);
      if (graph !== undefined && tap !== undefined) this.#tap(tap, graph);
    }
  }

  #tap(tap: Tap, graph: PipelineGraph): void {
    if (this.#seen.has(tap)) return;
    this.#seen.add(tap);
    for (const { where, target, having, into } of tap.edges) {
      if (where !== null) this.#add(where.reads);
      if (target !== null) this.#add(target.reads);
      if (target !== null && !target.reads.passesEvent) continue;
      // What is selected is, or may be, the event itself.
      if (having !== null) this.#add(having.reads);
      this.#target(into, graph);
    }
  }

  #target(target: Target, graph: PipelineGraph): void {
    switch (target.kind) {
      case 'tap':
        return this.#tap(target.tap, graph);
      case 'output':
        return this.follow({ what: 'pipeline', name: graph.name, port: graph.outputs[target.index]! });
      case 'script': {
        const { reads } = target.script.compiled;
        this.#add(reads);
        if (!reads.passesEvent) return;
        for (const tap of target.script.ports.values()) this.#tap(tap, graph);
        return;
      }
      case 'keeper':
        // An operator reads nothing of an event; it sends it on, whole or within something larger.
        for (const tap of target.keeper.ports.values()) this.#tap(tap, graph);
    }
  }

  #add(reads: Reads): void {
    for (const field of reads.fields) this.fields.add(field);
  }
}
