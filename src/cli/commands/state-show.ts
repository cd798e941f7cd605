import { builtInRegistry } from '../../built-ins.ts';
import type { ConnectorDefinition } from '../../runtime/api.ts';
import type { ConnectorCheckpoint } from '../../runtime/checkpoint/checkpoint.ts';
import type { CheckpointFile } from '../../runtime/checkpoint/checkpoint-file.ts';
import { describeSaved } from '../../runtime/checkpoint/describe.ts';
import { timeText } from '../../runtime/checkpoint/restore.ts';
import { connectorFolder } from '../../runtime/checkpoint/state-folder.ts';
import { findPart } from '../../runtime/registry.ts';
import { asRecord } from '../../runtime/value/kind.ts';
import type { SavedState } from '../saved-states.ts';
import { DEFAULT_STATE_DIR, findStates } from '../saved-states.ts';
import { formatBytes } from '../units.ts';

export interface StateShowOptions {
  readonly state?: string;
  /** A line per flow. */
  readonly isBrief: boolean;
}

/** `flowrun state list` and `flowrun state show [FLOW]`: where flows go on, for people. */
export async function stateShowCommand(flow: string | undefined, options: StateShowOptions): Promise<void> {
  const dir = options.state ?? DEFAULT_STATE_DIR;
  const states = await findStates(dir, flow);
  if (states.length === 0) process.stderr.write(`nothing is saved in \`${dir}\`\n`);
  for (const state of states) {
    const details =
      options.isBrief || state.content === null ? [] : await detailsOf(state.folder, state.content);
    process.stdout.write([headOf(state), ...details, ''].join('\n'));
  }
}

/** `orders: checkpoint 12 of 2026-11-21 14:03:12 UTC, 1.2 kB, in .flowrun/state/orders/orders`. */
function headOf({ instance, checkpoints, content, bytes, folder, problem, holder }: SavedState): string {
  const { number } = checkpoints[0]!;
  const what =
    content === null
      ? `checkpoint ${number} ${problem}`
      : `checkpoint ${number} of ${timeText(content.checkpoint.savedAtMs)}`;
  const running = holder === null ? '' : `; process ${holder.pid} is running it`;
  return `${instance}: ${what}, ${formatBytes(bytes)}, in ${folder}${running}`;
}

/** What is saved of each connector and pipeline, a line for each. */
export async function detailsOf(folder: string, { checkpoint }: CheckpointFile): Promise<readonly string[]> {
  const rows: (readonly [string, string])[] = [];
  for (const saved of checkpoint.connectors) {
    const definition = await definitionOf(saved.type);
    const beside = await describeBeside(connectorFolder(folder, saved.name), saved, definition);
    rows.push([saved.name, [describeSaved(saved, definition), beside ?? []].flat().join('; ')]);
  }
  for (const [name, state] of checkpoint.pipelines) {
    const nodes = [...(asRecord(state)?.keys() ?? [])].map((node) => `\`${node}\``);
    if (nodes.length > 0) rows.push([name, `state of ${nodes.join(', ')}`]);
  }
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}

/** What lies beside the checkpoints. That it cannot be read is no reason to tell nothing, or not to reset. */
async function describeBeside(
  folder: string,
  { position }: ConnectorCheckpoint,
  definition: ConnectorDefinition | undefined,
): Promise<string | null> {
  try {
    return (await definition?.describeStateFolder?.(folder, position)) ?? null;
  } catch (error) {
    return `what it keeps in \`${folder}\` cannot be told: ${(error as Error).message}`;
  }
}

/** Undefined for a connector of somebody else's: its JSON is shown then. */
async function definitionOf(type: string): Promise<ConnectorDefinition | undefined> {
  return findPart(builtInRegistry().connectors, type)?.load();
}
