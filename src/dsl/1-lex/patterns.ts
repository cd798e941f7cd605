import type { CustomPatternMatcherFunc } from 'chevrotain';

/** A token pattern for a regular expression with the flags `uy`: chevrotain itself drops the `u`. */
export function sticky(pattern: RegExp): CustomPatternMatcherFunc {
  return (text, offset) => {
    pattern.lastIndex = offset;
    return pattern.exec(text);
  };
}

/**
 * Hints for chevrotain's table of first characters, which it cannot work out for `\p{…}` and `[^…]`: the exact ones
 * below 256; beyond, the table has one entry per 255 characters, and a hint for each of them says "try it".
 */
export function firstCharacters(start: RegExp): number[] {
  const hints: number[] = [];
  for (let code = 0; code < 256; code++) if (start.test(String.fromCharCode(code))) hints.push(code);
  for (let code = 256; code < 65_536; code += 64) hints.push(code);
  return hints;
}
