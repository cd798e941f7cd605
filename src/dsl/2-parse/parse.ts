import type { CstNode, IToken } from 'chevrotain';
import { tokenize } from '../1-lex/lexer.ts';
import { lexicalMistakes } from '../1-lex/mistakes.ts';
import { spanOf } from '../1-lex/spans.ts';
import type { PhaseResult, Source } from '../diagnostics/diagnostic.ts';
import { FlowGrammar } from './flow-grammar.ts';
import type { Layout } from './forgiving-parser.ts';
import { foldLater } from './later.ts';
import { laterDiagnostics, syntaxDiagnostics } from './diagnostics.ts';

/** The concrete tree of a text, and the comments between its tokens that the tree builder hands to definitions. */
export interface ParsedText {
  readonly tree: CstNode;
  readonly tokens: readonly IToken[];
  readonly docs: readonly IToken[];
}

/** What a text can be: a file, the body of a script, or one expression. */
export type EntryRule = 'file' | 'script' | 'value';

/** Lexes and parses a text. There is always a tree; what is missing from it is in the diagnostics. */
export function parse(source: Source, rule: EntryRule): PhaseResult<ParsedText> {
  const lexed = tokenize(source);
  const lexical = lexicalMistakes(source, lexed);
  const { tokens, parts } = foldLater(lexed.tokens, source.text);
  const grammar = parser();
  grammar.begin(tokens, layoutOf(source.text));
  const tree = grammar[rule]();
  const { errors, complaints } = grammar;
  return {
    value: { tree, tokens, docs: lexed.docs },
    diagnostics: [
      ...lexical,
      ...laterDiagnostics(source, parts),
      ...syntaxDiagnostics({ source, tokens, lexical, errors, complaints }),
    ],
  };
}

/** One parser for all texts, made when first needed: making it costs more than a parse. */
const parser = (() => {
  let made: FlowGrammar | undefined;
  return () => (made ??= new FlowGrammar({ skipValidations: true }));
})();

function layoutOf(text: string): Layout {
  return {
    hasLineBreak: (first, second) => text.slice(spanOf(first).end, second.startOffset).includes('\n'),
    indentation: (token) => {
      const start = text.lastIndexOf('\n', token.startOffset - 1) + 1;
      return /^[ \t]*/.exec(text.slice(start))![0].length;
    },
  };
}
