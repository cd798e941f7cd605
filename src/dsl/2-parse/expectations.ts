import { EOF, tokenLabel, tokenMatcher } from 'chevrotain';
import type { IParserErrorMessageProvider, IToken, TokenType } from 'chevrotain';
import * as words from '../1-lex/keywords.ts';
import { Identifier } from '../1-lex/names.ts';
import * as signs from '../1-lex/punctuation.ts';
import { CLOSERS, OPENERS } from './token-sets.ts';

export const A_NAME = tokenLabel(Identifier);
export const A_VALUE = 'a value';
export const A_PATTERN = 'a pattern';
/** Behind the `case` of a function. */
export const ARGUMENT_PATTERNS = '`_` or `(` and a pattern for each argument';
export const AN_EXPRESSION = 'an expression';
export const A_STATEMENT = 'a statement';
export const AN_OPERATION = 'an operation of `patch`';

const MAX_ALTERNATIVES = 5;

/** Says what was expected, in the user's words; what was found instead is added from the token. */
export const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, previous, ruleName }) =>
    expectedInstead(expected, previous, ruleName),
  buildNotAllInputParsedMessage: () => A_STATEMENT,
  buildNoViableAltMessage: ({ expectedPathsPerAlt, customUserDescription }) =>
    customUserDescription ?? alternatives(expectedPathsPerAlt.flat().map((path) => path[0]!)),
  buildEarlyExitMessage: ({ expectedIterationPaths, customUserDescription }) =>
    customUserDescription ?? alternatives(expectedIterationPaths.map((path) => path[0]!)),
};

/** In a list, an entry or what closes it, or a `,` or what closes it; elsewhere, the token. */
export function expectedInstead(expected: TokenType, previous: IToken, rule: string): string {
  if (expected === EOF) return A_STATEMENT;
  const entry = ENTRY_OF_RULE[rule];
  if (entry === undefined || ![words.End, ...CLOSERS].includes(expected)) return tokenLabel(expected);
  const isFirst = [signs.Comma, words.With, ...OPENERS].some((type) => tokenMatcher(previous, type));
  return `${isFirst ? entry : '`,`'} or ${tokenLabel(expected)}`;
}

/** What stands in the lists of the grammar. */
const ENTRY_OF_RULE: Readonly<Record<string, string>> = {
  list: A_VALUE,
  bytes: A_VALUE,
  record: 'a string',
  callArguments: A_VALUE,
  groupSet: A_VALUE,
  windows: A_NAME,
  fnParams: A_NAME,
  fnPatterns: A_PATTERN,
  settings: A_NAME,
  useGroup: A_NAME,
  recordPattern: A_NAME,
  arrayPattern: A_PATTERN,
  tuplePattern: A_PATTERN,
};

function alternatives(types: readonly TokenType[]): string {
  const labels = [...new Set(types.map((type) => tokenLabel(type)))];
  const shown =
    labels.length > MAX_ALTERNATIVES ? [...labels.slice(0, MAX_ALTERNATIVES - 1), 'something else'] : labels;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}
