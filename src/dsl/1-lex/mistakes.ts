import { tokenMatcher } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import { error } from '../diagnostics/report.ts';
import type { Diagnostic, Source, Span } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { foreign, foreignString } from './foreign.ts';
import type { LexedText } from './lexer.ts';
import { BrokenIdentifier, Identifier, UnderscoreName } from './names.ts';
import { numberMistake } from './number-mistake.ts';
import { FloatNumber, Integer, readFloat, readInteger } from './numbers.ts';
import { BrokenExtractorText, ExtractorText, Foreign, ForeignString } from './punctuation.ts';
import { Tilde, TildeAssign } from './punctuation.ts';
import { brokenExtractor, ruleEscapes } from './rules.ts';
import { spanOf } from './spans.ts';
import { brokenEscape, brokenHeredoc, unicodeEscape } from './string-mistakes.ts';
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
    found.push(...mistakes(source, token, text.tokens, index));
  });
  const others = found.filter((each) => each !== undefined && each.primary.span.start < swallowedFrom);
  return { diagnostics: [...diagnostics, ...others.filter((each) => each !== undefined)], swallowedFrom };
}

function mistakes(
  source: Source,
  token: IToken,
  tokens: readonly IToken[],
  at: number,
): readonly (Diagnostic | undefined)[] {
  const [before, beforeThat] = [tokens[at - 1], tokens[at - 2]];
  if (token.tokenType === Foreign) return [foreign(source, token, token.image, tokens.slice(0, at))];
  if (token.tokenType !== ExtractorText) return [mistake(source, token, before)];
  if (!isExtractorName(before, beforeThat)) return [foreign(source, token, '|', tokens.slice(0, at))];
  return ruleEscapes(source, token);
}

function mistake(source: Source, token: IToken, before: IToken | undefined): Diagnostic | undefined {
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
    case BrokenExtractorText:
      return brokenExtractor(source, before!, token);
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
  });
}

function directive(source: Source, token: IToken): Diagnostic | undefined {
  const isShebang = token.startOffset === 0 && token.image.startsWith('#!/');
  if (isShebang) return undefined;
  const span = spanOf(token);
  const word = /^#!\s*(\w+)/.exec(token.image)?.[1];
  const meant = word === undefined ? undefined : didYouMean(word, ['config']);
  return error({
    code: 'FR122',
    title: 'unknown directive',
    source,
    span,
    label: 'not a directive',
    help: [meant, 'a comment begins with `#` and a blank'],
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

/** A name that `~` or `~=` asks for. */
function isExtractorName(name: IToken | undefined, before: IToken | undefined): name is IToken {
  const isName = name !== undefined && tokenMatcher(name, Identifier);
  return isName && before !== undefined && isOneOf(before, [Tilde, TildeAssign]);
}

function isOneOf(token: IToken, types: readonly TokenType[]): boolean {
  return types.some((type) => tokenMatcher(token, type));
}
