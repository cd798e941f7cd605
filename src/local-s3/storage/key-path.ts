/**
 * Where an object lies under its bucket's folder: the key itself, wherever a file system can have it.
 *
 * Each segment between slashes is one name. Escaped as `%XX`, and only there: `%` itself, control characters, the
 * backslash, and the dots of a segment that is `.` or `..`. An empty segment (`a//b`, `a/`) is the name `%`.
 * No two keys share a path, none leaves the folder, and `keyOfPath` finds the way back.
 */

/** File systems allow 255 bytes per name, and folders in folders in folders become slow: no readable place for those. */
const MAX_NAME_BYTES = 255;
const MAX_NAMES = 64;
const ESCAPED = /[%\\\u0000-\u001f\u007f]/g;
const ESCAPE = /%([0-9A-F]{2})/g;

/** What makes path and key differ: a character to escape, or a segment that is empty, `.` or `..`. */
const ODD = /[%\\\u0000-\u001f\u007f]|(?:^|\/)\.{0,2}(?:\/|$)/;
/** A key of so many UTF-16 units has no name over 255 bytes, and not too many of them. */
const SHORT = 85;

/** Most keys are paths as they are, and a start looks at every one: worth the question. */
function isPlain(text: string): boolean {
  return text.length <= SHORT && !ODD.test(text);
}

/** The path of `key` relative to its bucket's folder, or undefined when it would be too deep or a name too long. */
export function pathOfKey(key: string): string | undefined {
  if (isPlain(key)) return key;
  const names = key.split('/').map(nameOfSegment);
  if (names.length > MAX_NAMES || names.some(isTooLong)) return undefined;
  return names.join('/');
}

/** The key of the file at `path`, or undefined when no key has that path (`100%.txt`, put there by hand). */
export function keyOfPath(path: string): string | undefined {
  if (isPlain(path)) return path;
  const key = path.split('/').map(segmentOfName).join('/');
  return pathOfKey(key) === path ? key : undefined;
}

function isTooLong(name: string): boolean {
  return Buffer.byteLength(name) > MAX_NAME_BYTES;
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
