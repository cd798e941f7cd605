import { readClassEscape } from './read-escape.ts';
import type { Flags } from './read-group.ts';
import type { Reader } from './reader.ts';
import { RuleError } from './rule-error.ts';

const POSIX_CLASSES = [
  ...['alnum', 'alpha', 'ascii', 'blank', 'cntrl', 'digit', 'graph', 'lower', 'print', 'punct', 'space'],
  ...['upper', 'word', 'xdigit'],
];

/** `[a-z\d_]`: from its bracket to the one that closes it. */
export function readClass(reader: Reader, flags: Flags): void {
  const start = reader.offset;
  reader.copy(reader.match(/\[\^?/y)![0].length);
  // A bracket that closes, and hyphens, are text when they come first.
  if (reader.peek() === ']') reader.replace(1, '\\]');
  /** The character that a `-` would make a range of. */
  let last: number | undefined;
  let isFirst = true;
  while (reader.peek() !== ']') {
    if (reader.isAtEnd) {
      throw new RuleError('`[` is not closed', start, start + 1, 'for a bracket as text, write `\\[`');
    }
    if (flags.verbose && reader.skip(/\s+|#[^\n]*\n?/y)) continue;
    refuseOperators(reader);
    const isRange = reader.peek() === '-' && !isFirst && last !== undefined && isRangeSign(reader);
    last = isRange ? readRangeEnd(reader, last!, flags) : readMember(reader, flags);
    isFirst = false;
  }
  reader.copy(1);
}

/** Members of the class that are one character give its code point. */
function readMember(reader: Reader, flags: Flags): number | undefined {
  const character = reader.peek();
  if (character === '\\') return readClassEscape(reader, flags.unicode);
  if (character === '[') {
    readPosixClass(reader);
    return undefined;
  }
  const code = reader.text.codePointAt(reader.offset)!;
  // A caret or a hyphen means itself here, wherever it stands.
  if (character === '-' || character === '^') reader.replace(1, `\\${character}`);
  else reader.copy(reader.characterLength());
  return code;
}

/** A hyphen right before the closing bracket is text; before the end of the text, it is not what is wrong. */
function isRangeSign(reader: Reader): boolean {
  const next = reader.text.charAt(reader.offset + 1);
  return next !== ']' && next !== '';
}

function readRangeEnd(reader: Reader, from: number, flags: Flags): undefined {
  const at = reader.offset;
  reader.copy(1);
  const to = readMember(reader, flags);
  const end = reader.offset;
  if (to === undefined) {
    throw new RuleError('a range ends in a single character', at, end, 'for a hyphen as text, write `\\-`');
  }
  if (to < from) {
    throw new RuleError(
      'a range ends before it begins',
      at - 1,
      end,
      'turn its ends around; for a hyphen as text, write `\\-`',
    );
  }
  return undefined;
}

function readPosixClass(reader: Reader): void {
  const at = reader.offset;
  const match = reader.match(/\[:\^?([a-z]*):\]/y);
  if (match === null) {
    throw new RuleError('a class within a class', at, at + 1, 'for a bracket as text, write `\\[`');
  }
  const [image, name = ''] = match;
  if (!POSIX_CLASSES.includes(name)) {
    throw new RuleError(
      `unknown class \`${image}\``,
      at,
      at + image.length,
      'write `[:alpha:]`, `[:digit:]`, `[:space:]` …',
    );
  }
  reader.copy(image.length);
}

function refuseOperators(reader: Reader): void {
  const operator = reader.match(/&&|~~|--(?!\])/y)?.[0];
  if (operator === undefined) return;
  const at = reader.offset;
  throw new RuleError(
    `\`${operator}\` between classes is not supported`,
    at,
    at + 2,
    `for the characters themselves, write \`\\${operator.charAt(0)}\``,
  );
}
