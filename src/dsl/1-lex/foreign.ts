import type { IToken } from 'chevrotain';
import type { Diagnostic, Source } from '../diagnostics/diagnostic.ts';
import { error } from '../diagnostics/report.ts';
import { ExtractorText } from './punctuation.ts';
import { spanOf } from './spans.ts';

const FOREIGN_HELP: readonly (readonly [start: string, help: string])[] = [
  ['&&', 'write `and`'],
  ['|', 'write `or`'],
  ['//', 'a comment begins with `#`'],
  ['===', 'write `==`'],
  ['!==', 'write `!=`'],
  ['->', 'write `=>`; between the ends of a `connect`, `to`'],
];

/** A sign that begins with `start`, of which the help knows what to write instead. */
export function foreign(source: Source, token: IToken, start: string): Diagnostic {
  const isRule = token.tokenType === ExtractorText;
  const sign = token.image.startsWith('//') ? '//' : isRule ? '|' : token.image;
  const help = isRule
    ? 'an extractor stands behind `~` or `~=`; the operator is `or`'
    : FOREIGN_HELP.find(([prefix]) => start.startsWith(prefix))?.[1];
  return error({
    code: 'FR123',
    title: `\`${sign}\` is not part of the language`,
    source,
    span: spanOf(token),
    label: 'unknown here',
    help: [help],
  });
}

export function foreignString(source: Source, token: IToken): Diagnostic {
  return error({
    code: 'FR123',
    title: "`'` is not part of the language",
    source,
    span: spanOf(token),
    label: 'strings stand in `"`',
    help: [`write \`"${token.image.slice(1, -1)}"\``],
  });
}
