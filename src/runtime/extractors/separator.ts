import { RuleError } from '../regex/index.ts';

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', t: '\t', r: '\r' };

/** The text of a separator in the rule of `kv` or `dissect`, which stands at `at` there: `\n`, `\t`, `\r` and `\\` are escapes. */
export function readSeparator(text: string, at: number): string {
  return text.replace(/\\([\s\S]?)/g, (image: string, letter: string, offset: number) => {
    const character = ESCAPES[letter];
    if (character !== undefined) return character;
    const start = at + offset;
    throw new RuleError(
      `unknown escape \`${image}\``,
      start,
      start + image.length,
      'known are `\\n`, `\\t`, `\\r` and `\\\\`',
    );
  });
}
