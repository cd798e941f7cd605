import { tokenMatcher } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import { error } from '../diagnostics/report.ts';
import type { Diagnostic, Source, Span } from '../diagnostics/diagnostic.ts';
import type { LexedText } from './lexer.ts';
import { BrokenIdentifier, Identifier, UnderscoreName } from './names.ts';
import { numberMistake } from './number-mistake.ts';
import { FloatNumber, Integer, readFloat, readInteger } from './numbers.ts';
import { ExtractorText, Foreign, ForeignString, Tilde, TildeAssign } from './punctuation.ts';
import { areAdjacent, spanOf } from './spans.ts';
import * as strings from './strings.ts';
import { unterminated } from './unterminated.ts';
import type { Unterminated } from './unterminated.ts';

/** Everything in the text that is no token of the language. */
export function lexicalMistakes(source: Source, text: LexedText): Unterminated {
  const { diagnostics, swallowedFrom } = unterminated(source, text.tokens);
  const found = [
    ...text.unexpected.map((run) => unexpectedCharacters(source, run.offset, run.length)),
    ...text.directives.map((token) => directive(source, token)),
  ];
  text.tokens.forEach((token, index) => {
    found.push(mistake(source, token, text.tokens[index - 1], text.tokens[index - 2]));
  });
  const others = found.filter((each) => each !== undefined && each.primary.span.start < swallowedFrom);
  return { diagnostics: [...diagnostics, ...others.filter((each) => each !== undefined)], swallowedFrom };
}

function mistake(
  source: Source,
  token: IToken,
  before: IToken | undefined,
  beforeThat: IToken | undefined,
): Diagnostic | undefined {
  switch (token.tokenType) {
    case Integer:
      return numberMistake(source, token, readInteger(token.image));
    case FloatNumber:
      return numberMistake(source, token, readFloat(token.image));
    case BrokenIdentifier:
      return brokenIdentifier(source, token);
    case UnderscoreName:
      return underscoreName(source, token);
    case strings.BrokenEscape:
      return brokenEscape(source, token);
    case strings.UnicodeEscape:
    case strings.BrokenUnicodeEscape:
      return unicodeEscape(source, token);
    case strings.BrokenHeredocOpen:
      return brokenHeredoc(source, token);
    case strings.InterpolationOpen:
      return undefined;
    case Foreign:
      return isExtractorBar(token, before, beforeThat)
        ? brokenExtractor(source, before!, token)
        : foreign(source, token, token.image);
    case ExtractorText:
      return isExtractorBar(token, before, beforeThat) ? undefined : foreign(source, token, '|');
    case ForeignString:
      return foreignString(source, token);
    default:
      return undefined;
  }
}

function unexpectedCharacters(source: Source, offset: number, length: number): Diagnostic {
  const span: Span = { start: offset, end: offset + length };
  const text = source.text.slice(span.start, span.end);
  const isOne = [...text].length === 1;
  return error({
    code: 'FR120',
    title: isOne ? `unexpected character \`${text}\`` : `unexpected characters \`${text}\``,
    source,
    span,
    label: 'begins nothing in the language',
    help: [text === '\\' || text.startsWith('"') ? undefined : undefined],
  });
}

function directive(source: Source, token: IToken): Diagnostic | undefined {
  const isShebang = token.startOffset === 0 && token.image.startsWith('#!/');
  if (isShebang) return undefined;
  const span = spanOf(token);
  if (/^#!\s*config\b/.test(token.image)) {
    return error({
      code: 'FR612',
      title: '`#!config` is not supported yet',
      source,
      span,
      label: 'comes with a later version',
    });
  }
  return error({
    code: 'FR122',
    title: 'unknown directive',
    source,
    span,
    label: 'not a directive',
    help: ['a comment begins with `#` and a blank'],
  });
}

function brokenIdentifier(source: Source, token: IToken): Diagnostic {
  return error({
    code: 'FR102',
    title: 'name in back-quotes is not terminated',
    source,
    span: spanOf(token),
    label: 'no closing back-quote on this line',
    help: token.image.length > 1 ? [`write ${token.image}\` with a back-quote at its end`] : [],
  });
}

function underscoreName(source: Source, token: IToken): Diagnostic {
  return error({
    code: 'FR211',
    title: `\`${token.image}\` is not a name`,
    source,
    span: spanOf(token),
    label: 'a name begins with a letter',
    help: [`write it in back-quotes: \`${token.image}\``],
  });
}

function brokenEscape(source: Source, token: IToken): Diagnostic {
  const isWindowsPath = /[A-Za-z]:$/.test(source.text.slice(0, token.startOffset));
  return error({
    code: 'FR106',
    title: `unknown escape \`${token.image}\``,
    source,
    span: spanOf(token),
    label: 'no such escape',
    help: [
      isWindowsPath || token.image === '\\'
        ? 'write `\\\\` for a backslash'
        : 'known are `\\"`, `\\\\`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t`, `\\#` and `\\u0041`',
    ],
  });
}

function unicodeEscape(source: Source, token: IToken): Diagnostic | undefined {
  const isBroken = token.tokenType === strings.BrokenUnicodeEscape;
  if (!isBroken && !/^\\u[dD][89a-fA-F]/.test(token.image)) return undefined;
  return error({
    code: 'FR107',
    title: `invalid unicode escape \`${token.image}\``,
    source,
    span: spanOf(token),
    label: isBroken ? 'needs four hexadecimal digits' : 'half of a surrogate pair',
    help: [isBroken ? undefined : 'write the character itself'],
  });
}

function brokenHeredoc(source: Source, token: IToken): Diagnostic {
  return error({
    code: 'FR108',
    title: 'heredoc does not begin on a new line',
    source,
    span: spanOf(token),
    label: 'the text begins on the line after these quotes',
    help: ['for text on one line, write a string in `"`'],
  });
}

function brokenExtractor(source: Source, name: IToken, bar: IToken): Diagnostic {
  return error({
    code: 'FR121',
    title: 'extractor is not terminated',
    source,
    span: { start: name.startOffset, end: spanOf(bar).end },
    label: 'no closing `|` on this line',
  });
}

const FOREIGN_HELP: readonly (readonly [start: string, help: string])[] = [
  ['&&', 'write `and`'],
  ['|', 'write `or`'],
  ['//', 'a comment begins with `#`'],
  ['===', 'write `==`'],
  ['!==', 'write `!=`'],
  ['->', 'write `=>`; between the ends of a `connect`, `to`'],
];

function foreign(source: Source, token: IToken, start: string): Diagnostic {
  const sign = token.image.startsWith('//') ? '//' : token.tokenType === ExtractorText ? '|' : token.image;
  const help = FOREIGN_HELP.find(([prefix]) => start.startsWith(prefix))?.[1];
  return error({
    code: 'FR123',
    title: `\`${sign}\` is not part of the language`,
    source,
    span: spanOf(token),
    label: 'unknown here',
    help: [help],
  });
}

function foreignString(source: Source, token: IToken): Diagnostic {
  return error({
    code: 'FR123',
    title: "`'` is not part of the language",
    source,
    span: spanOf(token),
    label: 'strings stand in `"`',
    help: [`write \`"${token.image.slice(1, -1)}"\``],
  });
}

/** A bar right behind a name that `~` or `~=` asks for. */
function isExtractorBar(bar: IToken, before: IToken | undefined, beforeThat: IToken | undefined): boolean {
  const isNamed = before !== undefined && tokenMatcher(before, Identifier) && areAdjacent(before, bar);
  return isNamed && beforeThat !== undefined && isOneOf(beforeThat, [Tilde, TildeAssign]);
}

function isOneOf(token: IToken, types: readonly TokenType[]): boolean {
  return types.some((type) => tokenMatcher(token, type));
}
