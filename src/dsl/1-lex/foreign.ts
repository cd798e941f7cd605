import type { IToken, TokenType } from 'chevrotain';
import { LAST_CASE, ONE_PATTERN } from '../diagnostics/advice.ts';
import type { Diagnostic, Source } from '../diagnostics/diagnostic.ts';
import { error } from '../diagnostics/report.ts';
import { Case, Default, End, Of, When } from './keywords.ts';
import { Arrow, ExtractorText, Semicolon, Tilde, TildeAssign } from './punctuation.ts';
import { spanOf } from './spans.ts';

const FOREIGN_HELP: readonly (readonly [start: string, help: string])[] = [
  ['&&', 'write `and`'],
  ['|', 'write `or`'],
  ['//', 'a comment begins with `#`'],
  ['===', 'write `==`'],
  ['!==', 'write `!=`'],
  ['->', 'write `=>`; between the ends of a `connect`, `to`'],
];

/** In the pattern of a case, the same signs mean something else. */
const IN_A_PATTERN: readonly (readonly [start: string, help: string])[] = [
  ['|', ONE_PATTERN],
  ['->', 'write `=>`'],
];

const OF_EXTRACTOR = 'behind `~` stands the name of an extractor, and then its rule: `~ json||`';

/** A sign that begins with `start`, of which the help knows what to write instead. `before` is what it stands behind. */
export function foreign(source: Source, token: IToken, start: string, before: readonly IToken[]): Diagnostic {
  const isRule = token.tokenType === ExtractorText;
  const sign = token.image.startsWith('//') ? '//' : isRule ? '|' : token.image;
  const help = isRule
    ? 'an extractor stands behind `~` or `~=`; the operator is `or`'
    : helpBehind(before, start);
  return error({
    code: 'FR123',
    title: `\`${sign}\` is not part of the language`,
    source,
    span: spanOf(token),
    label: 'unknown here',
    help: [help],
  });
}

function helpBehind(before: readonly IToken[], start: string): string | undefined {
  if (before.at(-1)?.tokenType === Tilde || before.at(-1)?.tokenType === TildeAssign) return OF_EXTRACTOR;
  if (start === '->' && before.at(-1)?.tokenType === Default) return LAST_CASE;
  const helps = isInPattern(before) ? [...IN_A_PATTERN, ...FOREIGN_HELP] : FOREIGN_HELP;
  return helps.find(([prefix]) => start.startsWith(prefix))?.[1];
}

/** Does a `case` stand before, and nothing that ends its pattern? */
function isInPattern(before: readonly IToken[]): boolean {
  const last = before.findLast(({ tokenType }) => ENDS_PATTERN.includes(tokenType));
  return last?.tokenType === Case;
}

const ENDS_PATTERN: readonly TokenType[] = [Case, When, Arrow, Semicolon, Of, End];

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
