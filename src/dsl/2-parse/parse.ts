import type { CstNode, IRecognitionException, IToken } from 'chevrotain';
import { tokenize } from '../1-lex/lexer.ts';
import { lexicalMistakes } from '../1-lex/mistakes.ts';
import { spanOf } from '../1-lex/spans.ts';
import type { Diagnostic, PhaseResult, Source, Span } from '../diagnostics/diagnostic.ts';
import { attempt } from './attempt.ts';
import type { EntryRule } from './attempt.ts';
import { FlowGrammar } from './flow-grammar.ts';
import type { Complaint } from './complaint.ts';
import { correctWords } from './corrections.ts';
import { complaintDiagnostic, unexpected } from './diagnostics.ts';
import { withoutFollowUps } from './follow-ups.ts';
import { tooDeep, tooDeepAt } from './nesting.ts';

export type { EntryRule } from './attempt.ts';

/** The concrete tree of a text, and the comments between its tokens that the tree builder hands to definitions. */
export interface ParsedText {
  readonly tree: CstNode;
  readonly tokens: readonly IToken[];
  readonly docs: readonly IToken[];
  /** Before this offset, an `end` too many has closed what was not to be closed yet. */
  readonly confusedUntil: number;
}

/** Lexes and parses a text. There is always a tree; what is missing from it is in the diagnostics. */
export function parse(source: Source, rule: EntryRule): PhaseResult<ParsedText> {
  const lexed = tokenize(source);
  const lexical = lexicalMistakes(source, lexed);
  const { tokens, complaints: corrections } = correctWords(lexed.tokens);
  const deep = tooDeepAt(tokens);
  if (deep !== undefined) return unparsed(source, rule, spanOf(deep));
  const { tree, failures, complaints } = attempt(parser(), rule, tokens, source.text);
  const earlier = lexical.diagnostics;
  const syntax = [
    ...syntaxErrors(source, tokens, failures),
    ...[...corrections, ...complaints].map((each) => complaintDiagnostic(source, each)),
  ];
  const known = {
    source,
    tokens,
    earlier,
    swallowedFrom: lexical.swallowedFrom,
    skipped: skippedBy(failures),
  };
  return {
    value: { tree, tokens, docs: lexed.docs, confusedUntil: confusedUntil(complaints) },
    diagnostics: [...earlier, ...withoutFollowUps(syntax, known)],
  };
}

/** What there is of a text that is nested too deep, as `at` shows: an empty tree, and that one mistake. */
export function unparsed(source: Source, rule: EntryRule, at: Span): PhaseResult<ParsedText> {
  const { tree } = attempt(parser(), rule, [], '');
  return {
    value: { tree, tokens: [], docs: [], confusedUntil: 0 },
    diagnostics: [tooDeep(source, at)],
  };
}

function skippedBy(failures: readonly IRecognitionException[]): ReadonlySet<number> {
  return new Set(failures.flatMap((each) => each.resyncedTokens.map((token) => token.startOffset)));
}

function confusedUntil(complaints: readonly Complaint[]): number {
  const superfluous = complaints.findLast((each) => each.kind === 'closes-nothing');
  return superfluous?.token.startOffset ?? 0;
}

function syntaxErrors(
  source: Source,
  tokens: readonly IToken[],
  failures: readonly IRecognitionException[],
): readonly Diagnostic[] {
  const indexes = new Map(tokens.map((token, index) => [token, index]));
  return failures.map((failure) => {
    // The end of the text stands behind the last token.
    const at = indexes.get(failure.token) ?? tokens.length;
    return unexpected(source, failure, tokens[at - 1]);
  });
}

/** One parser for all texts, made when first needed: making it costs more than a parse. */
const parser = (() => {
  let made: FlowGrammar | undefined;
  return () => (made ??= new FlowGrammar({ skipValidations: true }));
})();
