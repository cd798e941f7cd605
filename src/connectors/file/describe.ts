import type { Json, Position } from '../../runtime/api.ts';
import type { FollowPosition } from './follow/position.ts';
import { asFollowPosition } from './follow/position.ts';
import { asGlobPosition } from './glob/position.ts';
import { parsePathPattern } from './glob/path-pattern.ts';
import type { FilePosition } from './position.ts';
import { asFilePosition } from './position.ts';
import { asFileState } from './sink-state.ts';

/** Of more files a count is enough. */
const MAX_NAMED = 3;

/** ``byte 1,234 of `in.ndjson` ``. */
export function describeFilePosition(position: Position, identity: Json): string {
  const followed = (identity as { readonly follow?: true }).follow === true;
  if (followed) return describeFollowed(asFollowPosition(position)!);
  // Which kind it is depends on the path, and so on the identity.
  if (parsePathPattern(pathOf(identity))?.kind !== 'glob')
    return describePlace(asFilePosition(position)!, pathOf(identity));
  const { path, file, filesBefore } = asGlobPosition(position)!;
  const place = file === null ? `the end of \`${path}\`` : describePlace(file, path);
  return `${place} (file ${count(filesBefore + 1)} of \`${pathOf(identity)}\`)`;
}

function describeFollowed({ files }: FollowPosition): string {
  if (files.length === 0) return 'no file yet';
  const places = files.slice(0, MAX_NAMED).map((file) => describePlace(file, file.path));
  const others = files.length - places.length;
  return [...places, ...(others === 0 ? [] : [`${count(others)} more files`])].join(', ');
}

function describePlace(
  { offset, skipEvents }: Pick<FilePosition, 'offset' | 'skipEvents'>,
  path: string,
): string {
  const further = skipEvents === 0 ? '' : ` and ${count(skipEvents)} events further`;
  return `byte ${count(offset)}${further} of \`${path}\``;
}

/** ``900 bytes of `out.ndjson` ``. */
export function describeFileState(state: Json, identity: Json): string {
  return `${count(asFileState(state)!.offset)} bytes of \`${pathOf(identity)}\``;
}

function pathOf(identity: Json): string {
  // As `identity` of the connector gives it.
  return (identity as { readonly path: string }).path;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
