import { createTokenInstance } from 'chevrotain';
import type { CstNode, IRecognitionException, IToken, TokenType } from 'chevrotain';
import { End } from '../1-lex/keywords.ts';
import { Semicolon } from '../1-lex/punctuation.ts';
import { spanOf } from '../1-lex/spans.ts';
import type { Complaint } from './complaint.ts';
import type { FlowGrammar } from './flow-grammar.ts';

/** What a text can be: a file, the body of a script, or one expression. */
export type EntryRule = 'file' | 'script' | 'value';

/** What one run of the parser gives. */
export interface Attempt {
  readonly tree: CstNode;
  readonly failures: readonly IRecognitionException[];
  readonly complaints: readonly Complaint[];
}

/** Each corrected `end` can bring another to light; nobody forgets many. */
const MAX_ATTEMPTS = 5;

/**
 * Runs the parser. Where it turns out at the end of a block that one inside of it lacks its `end`, or has one too
 * many, runs it again with that `end` put in or left out: so everything behind it is read as it was meant.
 */
export function attempt(
  grammar: FlowGrammar,
  rule: EntryRule,
  tokens: readonly IToken[],
  text: string,
): Attempt {
  const found: Complaint[] = [];
  let input = [...tokens];
  for (;;) {
    grammar.begin(input, text);
    const tree = grammar[rule]();
    const { failures, complaints } = grammar;
    const misread = complaints.find((each) => isMisread(each));
    if (misread === undefined || found.length === MAX_ATTEMPTS) {
      return { tree, failures, complaints: [...found, ...complaints] };
    }
    if (misread.kind === 'unclosed') {
      found.push(misread);
      input = withEnd(input, misread.after);
    } else {
      const token = misread.early!.end;
      found.push({ kind: 'closes-nothing', token, early: undefined, isLoose: true });
      input = input.filter((each) => each !== token);
    }
  }
}

type Misread = Extract<Complaint, { kind: 'unclosed' | 'closes-nothing' }>;

function isMisread(complaint: Complaint): complaint is Misread {
  if (complaint.kind === 'unclosed') return complaint.isMisread;
  return complaint.kind === 'closes-nothing' && complaint.isLoose;
}

/** The tokens with an `end;` without text behind `after`. */
function withEnd(tokens: readonly IToken[], after: IToken): IToken[] {
  const at = tokens.indexOf(after) + 1;
  const { end } = spanOf(after);
  const isTerminated = tokens[at]?.tokenType === Semicolon;
  const inserted = isTerminated ? [End] : [End, Semicolon];
  return [...tokens.slice(0, at), ...inserted.map((type) => withoutText(type, end)), ...tokens.slice(at)];
}

function withoutText(type: TokenType, offset: number): IToken {
  return createTokenInstance(type, '', offset, offset - 1, NaN, NaN, NaN, NaN);
}
