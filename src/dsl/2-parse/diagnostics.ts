import { EOF, tokenMatcher } from 'chevrotain';
import type { IRecognitionException, IToken } from 'chevrotain';
import { Keyword } from '../1-lex/keywords.ts';
import { spanOf } from '../1-lex/spans.ts';
import { isBreak } from '../1-lex/unterminated.ts';
import type { Diagnostic, Source, Span } from '../diagnostics/diagnostic.ts';
import { LineTable } from '../diagnostics/position.ts';
import { error, label } from '../diagnostics/report.ts';
import type { Complaint } from './complaint.ts';
import type { LaterPart } from './later.ts';

/** What a parse found, to be put into words. */
export interface ParseFindings {
  readonly source: Source;
  readonly tokens: readonly IToken[];
  readonly lexical: readonly Diagnostic[];
  readonly errors: readonly IRecognitionException[];
  readonly complaints: readonly Complaint[];
}

export function laterDiagnostics(source: Source, parts: readonly LaterPart[]): readonly Diagnostic[] {
  return parts.map(({ code, what, head }) =>
    error({
      code,
      title: `${what} is not supported yet`,
      source,
      span: head,
      label: 'comes with a later version',
    }),
  );
}

/** The syntax errors of a text, without those that only follow from others. */
export function syntaxDiagnostics(findings: ParseFindings): readonly Diagnostic[] {
  const { source, errors, complaints } = findings;
  const all = [
    ...errors.map((each) => unexpected(source, findings.tokens, each)),
    ...complaints.map((each) => complaintDiagnostic(source, each)),
  ].sort((a, b) => a.primary.span.start - b.primary.span.start);
  return withoutFollowUps(all, findings);
}

/**
 * One mistake is reported per line, the first; and none where the lexer has already found one, or where something is
 * missing only because a string took it along.
 */
function withoutFollowUps(diagnostics: readonly Diagnostic[], findings: ParseFindings): Diagnostic[] {
  const lines = new LineTable(findings.source);
  const lineOf = (offset: number) => lines.position(offset).line;
  const taken = new Set(findings.lexical.map(({ primary }) => lineOf(primary.span.start)));
  for (const token of findings.tokens) if (isBreak(token)) taken.add(lineOf(token.startOffset));
  const skipped = findings.errors.flatMap(({ resyncedTokens }) =>
    resyncedTokens.map((token) => token.startOffset),
  );
  const inSkipped = new Set(skipped);
  return diagnostics.filter(({ primary: { span } }) => {
    const line = lineOf(span.start);
    const isFollowUp = taken.has(line) || inSkipped.has(span.start);
    taken.add(line);
    return !isFollowUp;
  });
}

function unexpected(source: Source, tokens: readonly IToken[], failure: IRecognitionException): Diagnostic {
  const { token: found } = failure;
  const before = tokens.at(tokens.indexOf(found) - 1);
  const isEnd = found.tokenType === EOF;
  const isKeyword = tokenMatcher(found, Keyword) && failure.message === 'a name';
  return error({
    code: isEnd ? 'FR202' : isKeyword ? 'FR207' : 'FR201',
    title: `expected ${failure.message}, found ${describe(found)}`,
    source,
    span: isEnd ? behind(before ?? tokens.at(-1)) : spanOf(found),
    label: isEnd ? 'the text ends here' : 'not expected here',
    help: [isKeyword ? `if it is meant as a name, write \`${found.image}\` in back-quotes` : undefined],
  });
}

function complaintDiagnostic(source: Source, complaint: Complaint): Diagnostic {
  switch (complaint.kind) {
    case 'missing':
      return error({
        code: complaint.sign === ';' ? 'FR204' : 'FR205',
        title: `missing \`${complaint.sign}\``,
        source,
        span: behind(complaint.after),
        label: `\`${complaint.sign}\` goes here`,
      });
    case 'unclosed':
      return error({
        code: complaint.closer === '`end`' ? 'FR203' : 'FR206',
        title: `missing ${complaint.closer}`,
        source,
        span: behind(complaint.after),
        label: `${complaint.closer} is expected here`,
        context: [
          label(source, spanOf(complaint.opener), `this \`${complaint.opener.image}\` is not closed`),
        ],
      });
    case 'keyword-as-name':
      return error({
        code: 'FR207',
        title: `\`${complaint.token.image}\` is a keyword`,
        source,
        span: spanOf(complaint.token),
        label: 'not a name',
        help: [`write it in back-quotes: \`${complaint.token.image}\``],
      });
    case 'bare-key':
      return error({
        code: 'FR210',
        title: 'record key is not a string',
        source,
        span: spanOf(complaint.token),
        label: 'keys are strings',
        help: [`write \`"${complaint.token.image}"\``],
      });
    case 'closes-nothing':
      return error({
        code: 'FR212',
        title: `\`${complaint.token.image}\` closes nothing`,
        source,
        span: spanOf(complaint.token),
        label: 'nothing is open here',
      });
    case 'too-deep':
      return error({
        code: 'FR213',
        title: 'nesting is too deep',
        source,
        span: spanOf(complaint.token),
        label: 'more than 200 levels',
      });
  }
}

function describe(token: IToken): string {
  if (token.tokenType === EOF) return 'the end of the file';
  if (token.image === '') return 'the end of the line';
  if (tokenMatcher(token, Keyword)) return `the keyword \`${token.image}\``;
  return token.image.includes('\n') ? 'a heredoc' : `\`${token.image}\``;
}

function behind(token: IToken | undefined): Span {
  const end = token === undefined ? 0 : spanOf(token).end;
  return { start: end, end };
}
