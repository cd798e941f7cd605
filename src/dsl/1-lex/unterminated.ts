import { tokenMatcher } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import { error } from '../diagnostics/report.ts';
import type { Diagnostic, Source } from '../diagnostics/diagnostic.ts';
import { InlineLBrace, BlockLBrace, NestedRBrace } from './punctuation.ts';
import { BlockRecordPatternOpen, InlineRecordPatternOpen } from './punctuation.ts';
import { spanOf } from './spans.ts';
import { BlockBreak, HeredocClose, HeredocInterpolationOpen, HeredocOpen, InlineBreak } from './strings.ts';
import { InterpolationOpen } from './strings.ts';
import { HeredocBreak, StringBreak, StringClose, StringOpen } from './strings.ts';

const OPENERS = [
  ...[StringOpen, HeredocOpen, InterpolationOpen],
  ...[InlineLBrace, BlockLBrace, InlineRecordPatternOpen, BlockRecordPatternOpen],
];
const CLOSERS = [StringClose, HeredocClose, NestedRBrace];
const BREAKS = [StringBreak, HeredocBreak, InlineBreak];

export interface Unterminated {
  readonly diagnostics: readonly Diagnostic[];
  /** Behind this offset, all text belongs to a heredoc that does not end; otherwise the end of the text. */
  readonly swallowedFrom: number;
}

/** Strings, heredocs and interpolations that are not terminated, and interpolations without content. */
export function unterminated(source: Source, tokens: readonly IToken[]): Unterminated {
  const found: Diagnostic[] = [];
  let swallowedFrom = source.text.length + 1;
  const open: IToken[] = [];
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    if (isOneOf(token, BREAKS)) {
      // What one line breaks off is one mistake, however many modes it leaves.
      const isFirst = before === undefined || !isBreak(before) || before.startOffset !== token.startOffset;
      if (isFirst) found.push(brokenOff(source, open, token));
      if (isFirst && isOneOf(token, [HeredocBreak, BlockBreak]))
        swallowedFrom = found.at(-1)!.primary.span.start;
      open.pop();
    } else if (isOneOf(token, CLOSERS)) {
      const opener = open.pop();
      if (opener === before && opener !== undefined && tokenMatcher(opener, InterpolationOpen)) {
        found.push(emptyInterpolation(source, opener, token));
      }
    } else if (isOneOf(token, OPENERS)) {
      open.push(token);
    }
  });
  return { diagnostics: found, swallowedFrom };
}

/** Is this a token that stands for something that is missing? */
export function isBreak(token: IToken): boolean {
  return isOneOf(token, BREAKS);
}

function brokenOff(source: Source, open: readonly IToken[], at: IToken): Diagnostic {
  const interpolation = open.findLast((token) => tokenMatcher(token, InterpolationOpen));
  const opener = open.at(-1)!;
  // In `"a #{b"` it is the brace that is missing, although the last quote opens a string as well.
  if (interpolation !== undefined && !isAllOfIt(source, interpolation, opener)) {
    return brokenInterpolation(source, interpolation, at);
  }
  return tokenMatcher(opener, HeredocOpen) ? brokenHeredoc(source, opener) : brokenString(source, opener, at);
}

/** Is a string all that there is in the interpolation of a heredoc? A single quote does not end the heredoc. */
function isAllOfIt({ text }: Source, interpolation: IToken, opener: IToken): boolean {
  if (interpolation.tokenType !== HeredocInterpolationOpen || !tokenMatcher(opener, StringOpen)) return false;
  return text.slice(spanOf(interpolation).end, opener.startOffset).trim() === '';
}

function brokenInterpolation(source: Source, opener: IToken, at: IToken): Diagnostic {
  const isInline = opener.tokenType === InterpolationOpen;
  return error({
    code: 'FR104',
    title: 'interpolation is not terminated',
    source,
    span: isInline ? { start: opener.startOffset, end: at.startOffset } : spanOf(opener),
    label: `no closing \`}\` ${isInline ? 'on this line' : 'for this'}`,
    help: ['write `\\#{` for these characters as text'],
  });
}

function brokenString(source: Source, opener: IToken, at: IToken): Diagnostic {
  return error({
    code: 'FR101',
    title: 'string is not terminated',
    source,
    span: { start: opener.startOffset, end: at.startOffset },
    label: 'no closing `"` on this line',
    help: ['for text of several lines, write a heredoc: `"""`'],
  });
}

function brokenHeredoc(source: Source, opener: IToken): Diagnostic {
  return error({
    code: 'FR103',
    title: 'heredoc is not terminated',
    source,
    span: { start: opener.startOffset, end: opener.startOffset + 3 },
    label: 'no closing `"""` for this',
  });
}

function emptyInterpolation(source: Source, opener: IToken, closer: IToken): Diagnostic {
  return error({
    code: 'FR105',
    title: 'interpolation without an expression',
    source,
    span: { start: opener.startOffset, end: spanOf(closer).end },
    label: 'nothing to put into the string',
    help: ['write `\\#{}` for these characters as text'],
  });
}

function isOneOf(token: IToken, types: readonly TokenType[]): boolean {
  return types.some((type) => tokenMatcher(token, type));
}
