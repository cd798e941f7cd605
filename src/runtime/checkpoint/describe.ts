import type { ConnectorDefinition } from '../api.ts';
import type { ConnectorCheckpoint } from './checkpoint.ts';

/** What was saved of a connector, for people; its JSON where the connector (or whoever knows it) has no words. */
export function describeSaved(
  { position, state, identity }: ConnectorCheckpoint,
  definition: ConnectorDefinition | undefined,
): string {
  const pieces: string[] = [];
  if (position !== null) {
    pieces.push(definition?.describePosition?.(position, identity.config) ?? JSON.stringify(position));
  }
  if (state !== null) {
    pieces.push(definition?.describeState?.(state, identity.config) ?? JSON.stringify(state));
  }
  return pieces.length === 0 ? 'the beginning' : pieces.join(', ');
}
