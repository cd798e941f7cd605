import type { Json, Logger, Position } from '../api.ts';
import type { Captured, CapturedRecord } from '../value/captured.ts';
import type { ValueRecord } from '../value/value.ts';
import { EnvironmentError } from '../errors.ts';
import type { Pipeline } from '../pipeline.ts';
import type { ConnectorPlan } from '../plan.ts';
import type { Checkpoint, ConnectorCheckpoint, Identity } from './checkpoint.ts';
import { holdsSomething } from './checkpoint.ts';
import { describeSaved } from './describe.ts';
import { differenceOf } from './identity.ts';

/** What a checkpoint is handed back to. */
export interface RestoredFlow {
  readonly name: string;
  /** By name. */
  readonly connectors: ReadonlyMap<string, { readonly plan: ConnectorPlan; readonly identity: Identity }>;
  readonly pipelines: ReadonlyMap<string, Pick<Pipeline, 'capture' | 'restore'>>;
}

/** What a connector goes on from. */
export interface RestoredConnector {
  readonly position: Position;
  readonly state: Json;
}

export interface Restored {
  /** By name; one that the checkpoint does not know starts from the beginning. */
  readonly connectors: ReadonlyMap<string, RestoredConnector>;
  /** Some connector is new to the checkpoint. */
  readonly hasNew: boolean;
}

/**
 * Hands a checkpoint back: positions and states of connectors are returned, pipelines take theirs at once. Throws
 * EnvironmentError when something would have to be guessed: nothing has been handed back then.
 */
export function restoreFlow(
  flow: RestoredFlow,
  checkpoint: Checkpoint,
  {
    logger,
    resetCommand,
  }: { readonly logger: Logger; readonly resetCommand: (connector?: string) => string },
): Restored {
  for (const saved of checkpoint.connectors.filter(holdsSomething)) {
    const problem = problemOf(saved, flow);
    if (problem === null) continue;
    throw new EnvironmentError(
      `flow \`${flow.name}\` cannot go on from its checkpoint of ${timeText(checkpoint.savedAtMs)}: connector ` +
        `\`${saved.name}\` ${problem}; saved is: ${describeSaved(saved, flow.connectors.get(saved.name)?.plan.definition)}`,
      {
        help:
          `undo the change, or forget what was saved of \`${saved.name}\` with \`${resetCommand(saved.name)}\`, ` +
          `or of the whole flow with \`${resetCommand()}\``,
      },
    );
  }
  restorePipelines(flow, checkpoint.pipelines, logger);
  sayWhere(flow, checkpoint, logger);
  const connectors = new Map(checkpoint.connectors.map((saved) => [saved.name, saved]));
  return { connectors, hasNew: [...flow.connectors.keys()].some((name) => !connectors.has(name)) };
}

/** `2026-11-21 14:03:12 UTC`. */
export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function problemOf(saved: ConnectorCheckpoint, flow: RestoredFlow): string | null {
  const connector = flow.connectors.get(saved.name);
  if (connector === undefined) return 'is gone from the flow';
  const { type } = connector.plan.definition;
  if (type !== saved.type) return `was of type \`${saved.type}\` and is \`${type}\``;
  const difference = differenceOf(saved.identity, connector.identity);
  return difference && `has changed: ${difference}`;
}

function restorePipelines(
  { name: flow, pipelines }: RestoredFlow,
  states: Checkpoint['pipelines'],
  logger: Logger,
): void {
  const lost: string[] = [];
  for (const [name, state] of states) {
    const pipeline = pipelines.get(name);
    if (pipeline === undefined) {
      if (nodesOf(state).length > 0) lost.push(name);
      continue;
    }
    const nodes = new Set(nodesOf(pipeline.capture()));
    lost.push(...nodesOf(state).filter((node) => !nodes.has(node)));
    pipeline.restore(state);
  }
  if (lost.length === 0) return;
  logger.warn(
    `${flow}: state was saved for ${lost.map((node) => `\`${node}\``).join(', ')}, which the flow no longer has: it is dropped`,
  );
}

/** The state of a pipeline is a record with a field for each node that has one. */
function nodesOf(state: Captured): readonly string[] {
  return state instanceof Map ? [...(state as ValueRecord | CapturedRecord).keys()] : [];
}

function sayWhere({ name, connectors }: RestoredFlow, checkpoint: Checkpoint, logger: Logger): void {
  const places = checkpoint.connectors
    .filter(holdsSomething)
    .map((saved) => `${saved.name} at ${describeSaved(saved, connectors.get(saved.name)?.plan.definition)}`);
  const where = places.length === 0 ? '' : `: ${places.join('; ')}`;
  logger.info(`${name}: going on from the checkpoint of ${timeText(checkpoint.savedAtMs)}${where}`);
}
