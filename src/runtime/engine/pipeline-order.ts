import type { Link, PipelinePlan } from '../plan.ts';

/** The pipelines, each before those that it sends to: so that what one lets go is there when the next one does. */
export function inOrderOfGraph<P extends Pick<PipelinePlan, 'name'>>(
  pipelines: readonly P[],
  links: readonly Link[],
): readonly P[] {
  const byName = new Map(pipelines.map((pipeline) => [pipeline.name, pipeline]));
  const seen = new Set<P>();
  const finished: P[] = [];
  const visit = (pipeline: P): void => {
    if (seen.has(pipeline)) return;
    seen.add(pipeline);
    // Backwards, because the whole is turned round at the end.
    for (const { from, to } of links.toReversed()) {
      if (from.what !== 'pipeline' || from.name !== pipeline.name || to.what !== 'pipeline') continue;
      const next = byName.get(to.name);
      if (next !== undefined) visit(next);
    }
    finished.push(pipeline);
  };
  for (const pipeline of pipelines.toReversed()) visit(pipeline);
  return finished.reverse();
}
