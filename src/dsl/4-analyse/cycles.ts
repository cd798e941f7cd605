/** A directed edge, with what it was written as. */
export interface Edge<T> {
  readonly from: string;
  readonly to: string;
  readonly origin: T;
}

/**
 * A way back to where it began: every edge starts where the one before it ends. The last one is the edge that was
 * written last, so that a message can point at the line that closed the circle.
 */
export type Cycle<T> = readonly Edge<T>[];

/**
 * Finds cycles, one per group of edges that close one: each edge that leads back to a name on the current path
 * is reported once, in the order in which the edges are written.
 */
export function findCycles<T>(edges: readonly Edge<T>[]): readonly Cycle<T>[] {
  const outgoing = new Map<string, Edge<T>[]>();
  for (const edge of edges) {
    const siblings = outgoing.get(edge.from);
    if (siblings) siblings.push(edge);
    else outgoing.set(edge.from, [edge]);
  }
  const cycles: Cycle<T>[] = [];
  const finished = new Set<string>();

  const visit = (name: string, path: readonly Edge<T>[]): void => {
    for (const edge of outgoing.get(name) ?? []) {
      const way = [...path, edge];
      const start = way.findIndex((step) => step.from === edge.to);
      if (start >= 0) cycles.push(rotated(way.slice(start), edges));
      else if (!finished.has(edge.to)) visit(edge.to, way);
    }
    finished.add(name);
  };

  for (const name of outgoing.keys()) if (!finished.has(name)) visit(name, []);
  return cycles;
}

function rotated<T>(cycle: Cycle<T>, edges: readonly Edge<T>[]): Cycle<T> {
  const written = cycle.map((edge) => edges.indexOf(edge));
  const last = written.indexOf(Math.max(...written));
  return [...cycle.slice(last + 1), ...cycle.slice(0, last + 1)];
}

/** `a -> b -> a`. */
export function cyclePath(cycle: Cycle<unknown>): string {
  return [...cycle.map((edge) => edge.from), cycle[0]!.from].join(' -> ');
}
