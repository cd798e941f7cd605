import { RuleError } from './rule-error.ts';
import type { Reader } from './reader.ts';
import { isKnownProperty, propertyMembers } from './properties.ts';
import { classEscape, classMembers } from './unicode.ts';

/** `\n`, `\.`, `\d`, `\p{L}`, `\u{41}`, `\b` … outside of a class. Gives whether it can be repeated. */
export function readEscape(reader: Reader, isUnicode: boolean): boolean {
  const letter = reader.text.charAt(reader.offset + 1);
  if (/[dDsSwW]/.test(letter)) {
    reader.replace(2, isUnicode ? classEscape(letter) : `\\${letter}`);
    return true;
  }
  if (letter === 'A' || letter === 'z' || letter === 'b' || letter === 'B') {
    reader.copy(2);
    return false;
  }
  if (letter === 'p' || letter === 'P') {
    readProperty(reader, (name, isNegated) => `[${isNegated ? '^' : ''}${propertyMembers(name, false)}]`);
    return true;
  }
  readCharacter(reader);
  return true;
}

/** The same between brackets; gives the code point when it is a single character, which may begin a range. */
export function readClassEscape(reader: Reader, isUnicode: boolean): number | undefined {
  const letter = reader.text.charAt(reader.offset + 1);
  if (/[dDsSwW]/.test(letter)) {
    reader.replace(2, isUnicode ? classMembers(letter) : `\\${letter}`);
    return undefined;
  }
  if (letter === 'p' || letter === 'P') {
    readProperty(reader, propertyMembers);
    return undefined;
  }
  return readCharacter(reader);
}

/** `\pL`, `\p{Greek}`, `\P{^L}`. */
function readProperty(reader: Reader, write: (name: string, isNegated: boolean) => string): void {
  const at = reader.offset;
  const match = reader.match(/\\([pP])(?:\{(\^?)([^{}]*)\}|([A-Za-z]))/y);
  if (match === null) {
    const help = 'write `\\p{L}` for letters, `\\p{Greek}` for a script';
    throw new RuleError('`\\p` without a property', at, at + 2, help);
  }
  const [image, sign, caret = '', long, short] = match;
  const name = (long ?? short!).trim();
  const end = at + image.length;
  if (!isKnownProperty(name)) {
    const help = 'write a category (`L`, `Lu`, `Nd` …) or a script (`Greek`, `Latin` …)';
    throw new RuleError(`unknown property \`${name}\``, at, end, help);
  }
  reader.replace(image.length, write(name, (sign === 'P') !== (caret === '^')));
}

/** Everything that stands for one character. */
const CHARACTER =
  /\\(?:x\{([0-9A-Fa-f]{1,8})\}|x([0-9A-Fa-f]{2})|u\{([0-9A-Fa-f]{1,8})\}|u([0-9A-Fa-f]{4})|U\{([0-9A-Fa-f]{1,8})\}|U([0-9A-Fa-f]{8})|([afnrtv])|([^0-9A-Za-z<>\x80-\uffff]))/y;

const CONTROLS: Readonly<Record<string, number>> = { a: 7, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** Gives its code point. */
function readCharacter(reader: Reader): number {
  const match = reader.match(CHARACTER);
  if (match === null) throw badEscape(reader.text, reader.offset);
  const [image, ...parts] = match;
  const code = codePoint(image, parts, reader.offset);
  // In this form, the engine reads any character anywhere, also between brackets.
  reader.replace(image.length, `\\x{${code.toString(16)}}`);
  return code;
}

function codePoint(image: string, parts: readonly (string | undefined)[], at: number): number {
  const [control, itself] = parts.slice(6);
  const hex = parts.slice(0, 6).find((part) => part !== undefined);
  if (hex === undefined) return control === undefined ? itself!.charCodeAt(0) : CONTROLS[control]!;
  const code = Number.parseInt(hex, 16);
  if (code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)) return code;
  throw new RuleError(`\`${image}\` is no character`, at, at + image.length, 'code points end at 10FFFF');
}

function badEscape(text: string, at: number): RuleError {
  if (at + 1 >= text.length) {
    return new RuleError('`\\` at the end', at, at + 1, 'for a backslash as text, write `\\\\`');
  }
  const next = String.fromCodePoint(text.codePointAt(at + 1)!);
  const end = at + 1 + next.length;
  if (/[1-9k]/.test(next)) {
    return new RuleError(`\`\\${next}\` refers back to a group`, at, end, NO_BACK_REFERENCES);
  }
  if (next === 'Z') return new RuleError('unknown escape `\\Z`', at, end, 'the end of the text is `\\z`');
  if (/[xuU]/.test(next)) {
    return new RuleError(
      `\`\\${next}\` without the number of a character`,
      at,
      end,
      `write \`\\${next}{1F600}\``,
    );
  }
  return new RuleError(
    `unknown escape \`\\${next}\``,
    at,
    end,
    `for \`${next}\` itself, write it without the backslash`,
  );
}

const NO_BACK_REFERENCES =
  'what a group has matched cannot be matched again: such patterns take time without bound';
