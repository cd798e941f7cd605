import { Lexer } from 'chevrotain';
import type { ILexingError, IToken } from 'chevrotain';
import type { Source } from '../diagnostics/diagnostic.ts';
import { modes } from './modes.ts';
import { SENTINEL } from './strings.ts';

/** What the lexer finds in a text. Mistakes are tokens of their own or missing characters: it never stops. */
export interface LexedText {
  readonly tokens: readonly IToken[];
  /** `##` and `###` comments. */
  readonly docs: readonly IToken[];
  /** `#!` lines that are no `#!config`. */
  readonly directives: readonly IToken[];
  /** Runs of characters that begin no token; left out of `tokens`. */
  readonly unexpected: readonly ILexingError[];
}

export function tokenize(source: Source): LexedText {
  const { tokens, groups, errors } = lexer().tokenize(source.text + SENTINEL);
  // The tracking of ends comes with that of lines, which costs more than this.
  for (const token of tokens) token.endOffset = token.startOffset + token.image.length - 1;
  return { tokens, docs: groups['docs'] ?? [], directives: groups['directives'] ?? [], unexpected: errors };
}

/** Made when first needed: a run that compiles nothing does not pay for it. */
const lexer = (() => {
  let made: Lexer | undefined;
  return () => (made ??= createLexer({ validate: false }));
})();

/** Validation costs more than making the lexer; a test does it once. */
export function createLexer({ validate }: { readonly validate: boolean }): Lexer {
  return new Lexer(modes, {
    positionTracking: 'onlyOffset',
    ensureOptimizations: true,
    skipValidations: !validate,
  });
}
