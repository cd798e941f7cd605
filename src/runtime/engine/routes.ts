import type { Link, LinkEnd } from '../plan.ts';

/** Where the batches of one port go, in the order of the `connect` statements. */
export type Routes = ReadonlyMap<string, readonly LinkEnd[]>;

/** The key of a port in {@link Routes}. */
export function portKey(what: LinkEnd['what'], name: string, port: string): string {
  return `${what}/${name}/${port}`;
}

export function createRoutes(links: readonly Link[]): Routes {
  const routes = new Map<string, LinkEnd[]>();
  for (const { from, to } of links) {
    const key = portKey(from.what, from.name, from.port);
    const targets = routes.get(key);
    if (targets) targets.push(to);
    else routes.set(key, [to]);
  }
  return routes;
}
