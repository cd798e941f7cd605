/**
 * Where an object lies under its bucket's folder: the key itself, wherever a file system can have it.
 *
 * Each segment between slashes is one name. Escaped as `%XX`, and only there: `%` itself, control characters, the
 * backslash, and the dots of a segment that is `.` or `..`. An empty segment (`a//b`, `a/`) is the name `%`.
 * No two keys share a path, none leaves the folder, and `keyOfPath` finds the way back.
 */

/** File systems allow 255 bytes per name; what is longer has no readable place. */
const MAX_NAME_BYTES = 255;
const ESCAPED = /[%\\\u0000-\u001f\u007f]/g;
const ESCAPE = /%([0-9A-F]{2})/g;

/** The path of `key` relative to its bucket's folder, or undefined when a name in it would be too long. */
export function pathOfKey(key: string): string | undefined {
  const names = key.split('/').map(nameOfSegment);
  return names.some((name) => Buffer.byteLength(name) > MAX_NAME_BYTES) ? undefined : names.join('/');
}

/** The key of the file at `path`, or undefined when no key has that path (`100%.txt`, put there by hand). */
export function keyOfPath(path: string): string | undefined {
  const key = path.split('/').map(segmentOfName).join('/');
  return pathOfKey(key) === path ? key : undefined;
}

function nameOfSegment(segment: string): string {
  if (segment === '') return '%';
  if (segment === '.' || segment === '..') return segment.replaceAll('.', '%2E');
  return segment.replace(ESCAPED, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

function segmentOfName(name: string): string {
  if (name === '%') return '';
  return name.replace(ESCAPE, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
