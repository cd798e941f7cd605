import type { ConnectorDefinition, Json } from '../api.ts';
import type { ConnectorCheckpoint } from './checkpoint.ts';

/** More of a state that has no words of its own is not shown. */
const MAX_JSON = 200;

/** What was saved of a connector, for people; its JSON where the connector (or whoever knows it) has no words. */
export function describeSaved(
  { position, state, identity }: ConnectorCheckpoint,
  definition: ConnectorDefinition | undefined,
): string {
  const pieces: string[] = [];
  if (position !== null) {
    pieces.push(definition?.describePosition?.(position, identity.config) ?? shortJson(position));
  }
  if (state !== null) {
    pieces.push(definition?.describeState?.(state, identity.config) ?? shortJson(state));
  }
  return pieces.length === 0 ? 'the beginning' : pieces.join(', ');
}

function shortJson(json: Json): string {
  const text = JSON.stringify(json);
  return text.length <= MAX_JSON ? text : `${text.slice(0, MAX_JSON)}…`;
}
