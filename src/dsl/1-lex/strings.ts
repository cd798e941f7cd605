import { createToken, Lexer } from 'chevrotain';
import type { CustomPatternMatcherFunc, TokenType } from 'chevrotain';
import { firstCharacters } from './patterns.ts';
import { RBrace } from './punctuation.ts';

/**
 * Strings are lexed in modes of their own: `"` enters `string`, `#{` in it enters `inline` (code that may not leave
 * the line), `"""` enters `heredoc`, `#{` in that enters `block` (code that may).
 *
 * What is not terminated is terminated for it, by tokens without text that leave one mode each: at the end of the
 * line for strings, at the end of the text for heredocs. So the rest of the text is lexed as if nothing was amiss.
 */

/** The lexer puts a line feed behind the text: the end of the text is the end of a line, too. */
export const SENTINEL = '\n';

/** A piece of a string that is no interpolation. */
export const StringChunk = createToken({ name: 'StringChunk', label: 'text', pattern: Lexer.NA });

export const StringOpen = createToken({
  name: 'StringOpen',
  label: 'a string',
  pattern: '"',
  push_mode: 'string',
});
export const StringClose = createToken({ name: 'StringClose', label: '`"`', pattern: '"', pop_mode: true });
export const StringText = createToken({
  name: 'StringText',
  label: 'text',
  categories: StringChunk,
  pattern: /(?:[^"\\#\r\n]|\r(?!\n)|#(?!\{))+/,
  start_chars_hint: firstCharacters(/[^"\\]/u),
});

export const HeredocOpen = createToken({
  name: 'HeredocOpen',
  label: 'a heredoc',
  pattern: /"""[ \t]*\r?\n(?=[\s\S])/,
  push_mode: 'heredoc',
  line_breaks: true,
});
/** Opening quotes with text behind them, or nothing: the sentinel is no line feed of the user's. */
export const BrokenHeredocOpen = createToken({
  name: 'BrokenHeredocOpen',
  label: 'a heredoc',
  pattern: '"""',
  push_mode: 'heredoc',
  categories: HeredocOpen,
});
export const HeredocClose = createToken({
  name: 'HeredocClose',
  label: '`"""`',
  pattern: '"""',
  pop_mode: true,
});
export const HeredocText = createToken({
  name: 'HeredocText',
  label: 'text',
  categories: StringChunk,
  pattern: /(?:[^"\\#\n]|\n(?=[\s\S])|"(?!"")|#(?!\{))+/,
  start_chars_hint: firstCharacters(/[^\\]/u),
  line_breaks: true,
});

export const Escape = createToken({
  name: 'Escape',
  label: 'an escape',
  categories: StringChunk,
  pattern: /\\["\\bfnrt#]/,
});
export const UnicodeEscape = createToken({
  name: 'UnicodeEscape',
  label: 'an escape',
  categories: StringChunk,
  pattern: /\\u[\da-fA-F]{4}/,
});
export const BrokenUnicodeEscape = createToken({
  name: 'BrokenUnicodeEscape',
  label: 'an escape',
  categories: StringChunk,
  pattern: /\\u[\da-fA-F]{0,3}/,
});
export const BrokenEscape = createToken({
  name: 'BrokenEscape',
  label: 'an escape',
  categories: StringChunk,
  pattern: /\\(?:[\ud800-\udbff][\udc00-\udfff]|[^\r\n])?/,
});

export const InterpolationOpen = createToken({
  name: 'InterpolationOpen',
  label: '`#{`',
  pattern: '#{',
  push_mode: 'inline',
});
export const HeredocInterpolationOpen = createToken({
  name: 'HeredocInterpolationOpen',
  label: '`#{`',
  pattern: '#{',
  push_mode: 'block',
  categories: InterpolationOpen,
});

/** A string whose line ends before it does. */
export const StringBreak = breakToken('StringBreak', atEndOfLine, StringClose);
/** A heredoc that the text ends in. */
export const HeredocBreak = breakToken('HeredocBreak', atEndOfText, HeredocClose);
/** An interpolation, or a bracket in one, that its line ends in. */
export const InlineBreak = breakToken('InlineBreak', atEndOfLine, RBrace);
/** The same, in a heredoc, at the end of the text. */
export const BlockBreak = breakToken('BlockBreak', atEndOfText, InlineBreak);

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The character that `\n`, `\"` or `\u0041` stands for. */
export function readEscape(image: string): string {
  const letter = image.charAt(1);
  if (letter === 'u') return String.fromCharCode(Number.parseInt(image.slice(2), 16));
  return SIMPLE_ESCAPES[letter] ?? letter;
}

function breakToken(name: string, pattern: CustomPatternMatcherFunc, category: TokenType): TokenType {
  return createToken({
    name,
    label: 'the end of the line',
    pattern,
    start_chars_hint: ['\n', '\r'],
    line_breaks: false,
    pop_mode: true,
    categories: category,
  });
}

function atEndOfLine(text: string, offset: number): [''] | null {
  const isEnd = text[offset] === '\n' || (text[offset] === '\r' && text[offset + 1] === '\n');
  return isEnd ? [''] : null;
}

function atEndOfText(text: string, offset: number): [''] | null {
  return text[offset] === SENTINEL && offset === text.length - 1 ? [''] : null;
}
