import type { CstNode, IRecognitionException, IToken } from 'chevrotain';
import { tokenize } from '../1-lex/lexer.ts';
import { lexicalMistakes } from '../1-lex/mistakes.ts';
import type { Diagnostic, PhaseResult, Source } from '../diagnostics/diagnostic.ts';
import { FlowGrammar } from './flow-grammar.ts';
import type { Complaint } from './complaint.ts';
import { foldLater } from './later.ts';
import type { LaterPart } from './later.ts';
import { correctMisspelt } from './misspelt.ts';
import { complaintDiagnostic, laterDiagnostic, unexpected } from './diagnostics.ts';
import { withoutFollowUps } from './follow-ups.ts';

/** The concrete tree of a text, and the comments between its tokens that the tree builder hands to definitions. */
export interface ParsedText {
  readonly tree: CstNode;
  readonly tokens: readonly IToken[];
  readonly docs: readonly IToken[];
  /** Before this offset, an `end` too many has closed what was not to be closed yet. */
  readonly confusedUntil: number;
}

/** What a text can be: a file, the body of a script, or one expression. */
export type EntryRule = 'file' | 'script' | 'value';

/** Lexes and parses a text. There is always a tree; what is missing from it is in the diagnostics. */
export function parse(source: Source, rule: EntryRule): PhaseResult<ParsedText> {
  const lexed = tokenize(source);
  const { tokens: folded, parts } = foldLater(lexed.tokens, source.text);
  const { tokens, complaints: misspelt } = correctMisspelt(folded);
  const grammar = parser();
  grammar.begin(tokens, source.text);
  const tree = grammar[rule]();
  const lexical = lexicalMistakes(source, lexed);
  const later = parts.filter((part) => !isBroken(part, lexical)).map((part) => laterDiagnostic(source, part));
  const earlier = [...lexical, ...later];
  const complaints = [...misspelt, ...grammar.complaints];
  const syntax = [
    ...syntaxErrors(source, tokens, grammar.failures),
    ...complaints.map((each) => complaintDiagnostic(source, each)),
  ];
  const skipped = new Set(
    grammar.errors.flatMap((each) => each.resyncedTokens.map((token) => token.startOffset)),
  );
  return {
    value: { tree, tokens, docs: lexed.docs, confusedUntil: confusedUntil(grammar.complaints) },
    diagnostics: [...earlier, ...withoutFollowUps(syntax, { source, tokens, earlier, skipped })],
  };
}

function confusedUntil(complaints: readonly Complaint[]): number {
  const superfluous = complaints.findLast((each) => each.kind === 'closes-nothing');
  return superfluous?.token.startOffset ?? 0;
}

/** Has the lexer complained about it? Then that it comes later can wait. */
function isBroken({ span }: LaterPart, lexical: readonly Diagnostic[]): boolean {
  return lexical.some(({ primary }) => primary.span.start >= span.start && primary.span.start < span.end);
}

function syntaxErrors(
  source: Source,
  tokens: readonly IToken[],
  failures: readonly IRecognitionException[],
): readonly Diagnostic[] {
  return failures.map((failure) => {
    const at = tokens.indexOf(failure.token);
    // The end of the text is behind the last token.
    const before = at < 0 ? tokens.at(-1) : tokens[at - 1];
    return unexpected(source, failure, before, at < 0 ? undefined : tokens[at + 1]);
  });
}

/** One parser for all texts, made when first needed: making it costs more than a parse. */
const parser = (() => {
  let made: FlowGrammar | undefined;
  return () => (made ??= new FlowGrammar({ skipValidations: true }));
})();
