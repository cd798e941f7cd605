import { EOF, tokenLabel, tokenMatcher } from 'chevrotain';
import type { IRecognitionException, IToken } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import * as signs from '../1-lex/punctuation.ts';
import { spanOf } from '../1-lex/spans.ts';
import { HeredocOpen, StringOpen } from '../1-lex/strings.ts';
import type { Diagnostic, Source, Span } from '../diagnostics/diagnostic.ts';
import { A_MODULE, LAST_CASE } from '../diagnostics/advice.ts';
import { error, label } from '../diagnostics/report.ts';
import type { Complaint } from './complaint.ts';
import { A_NAME, A_PATTERN, ARGUMENT_PATTERNS, A_VALUE, AN_EXPRESSION } from './expectations.ts';
import { tooMuch } from './nesting.ts';

/** What is said about a token that fits nowhere; `before` is the one before it. */
export function unexpected(
  source: Source,
  failure: IRecognitionException,
  before: IToken | undefined,
): Diagnostic {
  const { token: found, message: expected } = failure;
  const isEnd = found.tokenType === EOF;
  // What is missing at the end of a line is missing there, not before the first word of the next line.
  const isBehind = before !== undefined && (isEnd || hasLineBreak(source, before, found));
  return error({
    code: isEnd ? 'FR202' : 'FR201',
    title: `expected ${expected}, found ${describe(found)}`,
    source,
    span: isBehind || isEnd ? behind(before) : spanOf(found),
    label: isBehind ? `${expected} is expected here` : 'not expected here',
    help: [isBehind ? undefined : helpFor(found, expected)],
  });
}

/** What is said about something that is missing or superfluous, and did not keep the parser from going on. */
export function complaintDiagnostic(source: Source, complaint: Complaint): Diagnostic {
  switch (complaint.kind) {
    case 'missing':
      return error({
        code: complaint.sign === ';' ? 'FR204' : 'FR205',
        title: `missing \`${complaint.sign}\``,
        source,
        span: behind(complaint.after),
        label: `\`${complaint.sign}\` goes here`,
      });
    case 'unclosed': {
      const { opener, closer, after } = complaint;
      const closing = tokenLabel(closer);
      return error({
        code: closer === words.End ? 'FR203' : 'FR206',
        title: `missing ${closing}`,
        source,
        span: behind(after),
        label: `${closing} is expected here`,
        context: [label(source, spanOf(opener), `this ${tokenLabel(opener.tokenType)} is not closed`)],
      });
    }
    case 'keyword-as-name':
      return keywordAsName(source, complaint.token);
    case 'hyphen':
      return error({
        code: 'FR211',
        title: `\`${complaint.token.image}\` is not a name`,
        source,
        span: spanOf(complaint.token),
        label: 'there is no `-` in names',
        help: [`write \`${complaint.token.image.replaceAll('-', '_')}\`, or the whole name in back-quotes`],
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
    case 'cut-off':
      return error({
        code: 'FR202',
        title: `expected ${complaint.expected}, found the end of the file`,
        source,
        span: behind(complaint.after),
        label: `${complaint.expected} is expected here`,
      });
    case 'unexpected':
      return error({
        code: 'FR201',
        title: `expected ${complaint.expected}, found ${describe(complaint.token)}`,
        source,
        span: spanOf(complaint.token),
        label: 'not expected here',
        help: [complaint.help ?? helpFor(complaint.token, complaint.expected)],
      });
    case 'order':
      return wrongOrder(source, complaint);
    case 'too-deep':
      return tooMuch(source, spanOf(complaint.token), complaint.excess);
    case 'misspelt':
      return error({
        code: 'FR201',
        title: `unknown word \`${complaint.token.image}\``,
        source,
        span: spanOf(complaint.token),
        label: 'not a keyword',
        help: [`did you mean \`${complaint.keyword}\`?`],
      });
    case 'closes-nothing': {
      const { token, early, isLoose } = complaint;
      const context =
        early === undefined
          ? []
          : [
              label(source, spanOf(early.end), `this one closed the ${tokenLabel(early.opener.tokenType)}`),
              label(source, spanOf(early.opener), 'begun here'),
            ];
      return error({
        code: 'FR212',
        title: `\`${token.image}\` closes nothing`,
        source,
        span: spanOf(token),
        label: 'nothing is open here',
        context,
        help: [isLoose ? 'there is an `end` only where there is a `with`' : undefined],
      });
    }
  }
}

function wrongOrder(source: Source, complaint: Extract<Complaint, { kind: 'order' }>): Diagnostic {
  const { token, other, order } = complaint;
  const isSecond = token.tokenType === other.tokenType;
  return error({
    code: 'FR201',
    title: isSecond ? `a second \`${token.image}\`` : `\`${token.image}\` stands behind \`${other.image}\``,
    source,
    span: spanOf(token),
    label: isSecond ? 'given twice' : `belongs before \`${other.image}\``,
    context: [label(source, spanOf(other), isSecond ? 'first here' : `comes behind \`${token.image}\``)],
    help: [`the order is \`${order}\``],
  });
}

function keywordAsName(source: Source, token: IToken): Diagnostic {
  return error({
    code: 'FR207',
    title: `\`${token.image}\` is a keyword`,
    source,
    span: spanOf(token),
    label: 'not a name',
    help: [`write it in back-quotes: \`${token.image}\``],
  });
}

function helpFor(found: IToken, expected: string): string | undefined {
  const isOfCase = [tokenLabel(words.Case), A_PATTERN, ARGUMENT_PATTERNS].includes(expected);
  if (found.tokenType === words.Default && isOfCase) return LAST_CASE;
  if (found.tokenType === words.Mod && expected !== A_NAME) return A_MODULE;
  const isStep = [words.Let, words.Const, words.Emit, words.Drop].includes(found.tokenType);
  if (isStep && (expected === AN_EXPRESSION || expected.startsWith(A_VALUE)))
    return `\`${found.image}\` stands on its own, not in an expression`;
  if (expected === A_NAME && tokenMatcher(found, words.Keyword)) {
    return `if it is meant as a name, write it in back-quotes: \`${found.image}\``;
  }
  if (expected === A_NAME && tokenMatcher(found, StringOpen)) {
    return 'a name stands without quotes, or in back-quotes if it is not a word';
  }
  const isAssignment = found.tokenType === signs.Assign && expected === tokenLabel(signs.Semicolon);
  return isAssignment ? 'to assign, begin with `let`; to compare, write `==`' : undefined;
}

function describe(token: IToken): string {
  if (token.tokenType === EOF) return 'the end of the file';
  if (token.image === '') return 'the end of the line';
  if (tokenMatcher(token, words.Keyword)) return `the keyword \`${token.image}\``;
  if (tokenMatcher(token, StringOpen) || tokenMatcher(token, HeredocOpen)) return 'a string';
  return token.image.includes('\n') ? tokenLabel(token.tokenType) : `\`${token.image}\``;
}

function hasLineBreak(source: Source, first: IToken, second: IToken): boolean {
  return source.text.slice(spanOf(first).end, second.startOffset).includes('\n');
}

function behind(token: IToken | undefined): Span {
  const end = token === undefined ? 0 : spanOf(token).end;
  return { start: end, end };
}
