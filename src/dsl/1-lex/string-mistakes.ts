import type { IToken } from 'chevrotain';
import type { Diagnostic, Source } from '../diagnostics/diagnostic.ts';
import { error } from '../diagnostics/report.ts';
import { spanOf } from './spans.ts';
import { BrokenUnicodeEscape } from './strings.ts';

export function brokenEscape(source: Source, token: IToken): Diagnostic {
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

export function unicodeEscape(source: Source, token: IToken): Diagnostic | undefined {
  const isBroken = token.tokenType === BrokenUnicodeEscape;
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

export function brokenHeredoc(source: Source, token: IToken): Diagnostic {
  return error({
    code: 'FR108',
    title: 'heredoc does not begin on a new line',
    source,
    span: spanOf(token),
    label: 'the text begins on the line after these quotes',
    help: ['for text on one line, write a string in `"`'],
  });
}
