import type { Position } from '../api.ts';
import type { Captured } from '../value/captured.ts';
import type { ConnectorCheckpoint } from '../checkpoint/checkpoint.ts';
import type { Cut } from '../checkpoint/checkpoints.ts';
import type { Connector } from './connector.ts';
import type { PipelineRunner } from './pipeline-runner.ts';

/**
 * Captures all parts of a flow as they are at this moment, which is one between two batches. Synchronous: nothing may
 * move until the last part has been asked. `number` counts the cuts of this run from 1; `dropsEnded`: sources that do not
 * keep their position start anew next time.
 */
export function cutFlow(
  connectors: readonly Connector[],
  pipelines: ReadonlyMap<string, PipelineRunner>,
  {
    number,
    savedAtMs,
    dropsEnded,
  }: { readonly number: number; readonly savedAtMs: number; readonly dropsEnded: boolean },
): Cut {
  const parts = connectors.map((connector) => ({
    connector,
    position: dropsEnded && connector.source?.keepsPosition !== true ? null : connector.position,
    // What a position speaks of is durable before the checkpoint that holds it.
    prepared: preparePosition(connector),
    snapshot: connector.sink?.snapshot() ?? Promise.resolve(null),
  }));
  const states = new Map<string, Captured>();
  for (const [name, pipeline] of pipelines) states.set(name, pipeline.capture());
  const toCommit = connectors
    .filter(({ source }) => source?.commit !== undefined)
    .map((connector) => ({ connector, position: connector.position }));
  for (const { connector, position } of toCommit) connector.settledPositions.note(number, position);

  const complete = async (): Promise<readonly ConnectorCheckpoint[]> =>
    Promise.all(
      parts.map(async ({ connector, position, prepared, snapshot }) => {
        const [, state] = await Promise.all([prepared, snapshot]);
        const { name, definition } = connector.plan;
        return { name, type: definition.type, identity: connector.identity, position, state };
      }),
    );
  return {
    complete: complete().then((saved) => ({ savedAtMs, connectors: saved, pipelines: states })),
    async commit() {
      // A source may throw away what it has delivered only when the sinks have completed what became of it.
      await Promise.all(connectors.flatMap(({ sink }) => (sink === null ? [] : [sink.commit()])));
      const settledCut = connectors.reduce(
        (least, { sink }) => Math.min(least, sink?.settledSnapshots() ?? number),
        number,
      );
      await Promise.all(toCommit.map((each) => commitSource(each, settledCut)));
    },
  };
}

async function commitSource(
  { connector, position }: { readonly connector: Connector; readonly position: Position },
  settledCut: number,
): Promise<void> {
  const settled = connector.settledPositions.upTo(settledCut);
  if (position === connector.committed && settled === connector.settled) return;
  connector.committed = position;
  connector.settled = settled;
  await connector.source?.commit?.(position, settled);
}

function preparePosition({ source, position }: Connector): Promise<void> {
  return position === null ? Promise.resolve() : (source?.prepare?.(position) ?? Promise.resolve());
}
