import type { Json, Position } from '../../runtime/api.ts';
import { asFilePosition } from './position.ts';
import { asFileState } from './sink-state.ts';

/** ``byte 1,234 of `in.ndjson` ``. */
export function describeFilePosition(position: Position, identity: Json): string {
  const { offset, skipEvents } = asFilePosition(position)!;
  const further = skipEvents === 0 ? '' : ` and ${skipEvents.toLocaleString('en-US')} events further`;
  return `byte ${offset.toLocaleString('en-US')}${further} of \`${pathOf(identity)}\``;
}

/** ``900 bytes of `out.ndjson` ``. */
export function describeFileState(state: Json, identity: Json): string {
  return `${asFileState(state)!.offset.toLocaleString('en-US')} bytes of \`${pathOf(identity)}\``;
}

function pathOf(identity: Json): string {
  // As `identity` of the connector gives it.
  return (identity as { readonly path: string }).path;
}
