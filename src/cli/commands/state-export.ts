import { stateJson } from '../../runtime/checkpoint/state-text.ts';
import { fromJs } from '../../runtime/value/convert.ts';
import { jsonText } from '../../runtime/value/json.ts';
import type { Value } from '../../runtime/value/value.ts';
import type { SavedState } from '../saved-states.ts';
import { DEFAULT_STATE_DIR, findStates, readableContent } from '../saved-states.ts';

/** `flowrun state export [FLOW]`: what is saved, as a line of JSON per flow. */
export async function stateExportCommand(
  flow: string | undefined,
  options: { readonly state?: string },
): Promise<void> {
  for (const state of await findStates(options.state ?? DEFAULT_STATE_DIR, flow)) {
    process.stdout.write(`${jsonText(exportOf(state))}\n`);
  }
}

function exportOf(state: SavedState): Value {
  const { owner, checkpoint } = readableContent(state);
  const pipelines = [...checkpoint.pipelines].map(([name, value]) => [name, stateJson(value)] as const);
  return new Map<string, Value>([
    ['flow', owner.flow],
    ['instance', owner.instance],
    ['file', owner.file],
    ['saved_at', new Date(checkpoint.savedAtMs).toISOString()],
    ['number', state.checkpoints[0]!.number],
    ['connectors', fromJs(checkpoint.connectors)],
    ['pipelines', new Map(pipelines)],
  ]);
}
