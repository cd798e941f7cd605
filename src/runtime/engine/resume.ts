import type { Logger } from '../api.ts';
import { restoreFlow } from '../checkpoint/restore.ts';
import type { StateStore } from '../checkpoint/store.ts';
import type { Connector } from './connector.ts';
import type { PipelineRunner } from './pipeline-runner.ts';

/** A flow that has not started yet. */
export interface ResumedFlow {
  readonly name: string;
  /** By name; they have not been created yet. */
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly pipelines: ReadonlyMap<string, PipelineRunner>;
}

/**
 * Hands what an earlier run has left to connectors and pipelines. Resolves to whether anything begins at its beginning;
 * rejects with EnvironmentError when the state cannot be read or does not fit the flow.
 */
export async function resumeFlow(flow: ResumedFlow, store: StateStore, logger: Logger): Promise<boolean> {
  const checkpoint = await store.load();
  if (checkpoint === null) return true;
  const resetCommand = (connector?: string): string => store.resetCommand(connector);
  const { connectors, hasNew } = restoreFlow(flow, checkpoint, { logger, resetCommand });
  for (const [name, { position, state }] of connectors) {
    const connector = flow.connectors.get(name);
    if (connector === undefined) continue;
    connector.position = position;
    // It is durable already: its source is not told again.
    connector.committed = position;
    connector.restored = state;
  }
  return hasNew;
}
