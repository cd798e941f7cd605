import { RuleError } from './rule-error.ts';
import { readClass } from './read-class.ts';
import { readEscape } from './read-escape.ts';
import { Reader } from './reader.ts';
import { readGroup } from './read-group.ts';
import type { Flags } from './read-group.ts';

/** A pattern in the syntax of the engine. */
export interface Translation {
  readonly pattern: string;
  /** The names of the groups; null for one without a name. The whole match is not among them. */
  readonly groups: readonly (string | null)[];
}

interface OpenGroup {
  readonly at: number;
  readonly flags: Flags;
}

/**
 * From the syntax of Rust's regular expressions, which users of the language know, into that of RE2. They differ in
 * little (classes are Unicode, the flag `x`, escapes); what RE2 has no answer to is refused here, where the place of
 * the mistake is known. All groups lose their names: which names the engine takes does not matter then.
 */
export function translate(text: string): Translation {
  const reader = new Reader(text);
  const groups: (string | null)[] = [];
  const open: OpenGroup[] = [];
  let flags: Flags = { verbose: false, unicode: true };
  /** Is there something that a `*` could repeat? */
  let isRepeatable = false;
  while (!reader.isAtEnd) {
    const at = reader.offset;
    const character = reader.peek();
    if (flags.verbose && skipBlank(reader)) continue;
    switch (character) {
      case '\\':
        isRepeatable = readEscape(reader, flags.unicode);
        break;
      case '[':
        readClass(reader, flags);
        isRepeatable = true;
        break;
      case '(': {
        const group = readGroup(reader, flags, groups);
        if (group.opens) open.push({ at, flags });
        flags = group.flags;
        isRepeatable = false;
        break;
      }
      case ')': {
        const opened = open.pop();
        if (opened === undefined) {
          throw new RuleError('`)` closes nothing', at, at + 1, 'for a bracket as text, write `\\)`');
        }
        flags = opened.flags;
        reader.copy(1);
        isRepeatable = true;
        break;
      }
      case '*':
      case '+':
      case '?':
      case '{':
        isRepeatable = readRepetition(reader, isRepeatable);
        break;
      case '|':
      case '^':
        reader.copy(1);
        isRepeatable = false;
        break;
      default:
        reader.copy(reader.characterLength());
        isRepeatable = true;
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    throw new RuleError(
      '`(` is not closed',
      unclosed.at,
      unclosed.at + 1,
      'for a bracket as text, write `\\(`',
    );
  }
  return { pattern: reader.output, groups };
}

/** With the flag `x`, blanks and comments mean nothing. */
function skipBlank(reader: Reader): boolean {
  return reader.skip(/\s+|#[^\n]*\n?/y);
}

const LARGEST_COUNT = 1000;

/** `*`, `+?`, `{2,3}`; a brace that is none of them is text. Gives whether what stands there can be repeated. */
function readRepetition(reader: Reader, isRepeatable: boolean): boolean {
  const at = reader.offset;
  const match = reader.match(/(?:[*+?]|\{\s*(\d*)\s*(?:(,)\s*(\d*)\s*)?\})\??/y);
  const [image = '', least = '', comma, most = ''] = match ?? [];
  const isText = match === null || (image.startsWith('{') && least === '' && most === '');
  if (isText) {
    reader.replace(1, '\\{');
    return true;
  }
  const end = at + image.length;
  if (!isRepeatable) {
    throw new RuleError(
      `\`${image}\` repeats nothing`,
      at,
      end,
      `for the character itself, write \`\\${image.charAt(0)}\`; what is repeated stands in front, in brackets if need be`,
    );
  }
  const [from, to] = [Number(least || '0'), Number(most || least || '0')];
  if (from > LARGEST_COUNT || to > LARGEST_COUNT) {
    throw new RuleError(`\`${image}\` repeats too often`, at, end, `at most ${LARGEST_COUNT} times`);
  }
  if (most !== '' && to < from) {
    throw new RuleError(`\`${image}\` ends before it begins`, at, end, `write \`{${to},${from}}\``);
  }
  const lazy = image.endsWith('?') && image.length > 1 ? '?' : '';
  const counts = `{${from}${comma ?? ''}${most}}${lazy}`;
  reader.replace(image.length, image.startsWith('{') ? counts : image);
  return false;
}
