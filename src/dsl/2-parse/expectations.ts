import { EOF, tokenLabel, tokenMatcher } from 'chevrotain';
import type { IParserErrorMessageProvider, TokenType } from 'chevrotain';
import { Identifier } from '../1-lex/names.ts';
import * as words from '../1-lex/keywords.ts';
import * as signs from '../1-lex/punctuation.ts';

export const A_NAME = tokenLabel(Identifier);
export const AN_EXPRESSION = 'an expression';
export const A_STATEMENT = 'a statement';

/** What stands in the lists of the grammar, by rule. */
const ENTRIES: Readonly<Record<string, string>> = {
  list: 'a value',
  record: 'a string',
  callArguments: 'a value',
  settings: 'a name',
  recordPattern: 'a name',
  arrayPattern: 'a pattern',
  tuplePattern: 'a pattern',
};

/** Behind these, an entry is expected. */
const OPENERS: readonly TokenType[] = [
  ...[signs.Comma, signs.LBracket, signs.LBrace, signs.LParen, words.With],
  ...[signs.RecordPatternOpen, signs.ArrayPatternOpen, signs.TuplePatternOpen],
];

const MAX_ALTERNATIVES = 5;

/** Says what was expected, in the user's words; what was found instead is added from the token. */
export const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, previous, ruleName }) => {
    const entry = ENTRIES[ruleName];
    if (entry === undefined || expected === signs.Comma)
      return expected === EOF ? A_STATEMENT : tokenLabel(expected);
    const isFirst = OPENERS.some((type) => tokenMatcher(previous, type));
    return `${isFirst ? entry : '`,`'} or ${tokenLabel(expected)}`;
  },
  buildNotAllInputParsedMessage: () => A_STATEMENT,
  buildNoViableAltMessage: ({ expectedPathsPerAlt, customUserDescription }) =>
    customUserDescription ?? alternatives(expectedPathsPerAlt.flat().map((path) => path[0]!)),
  buildEarlyExitMessage: ({ expectedIterationPaths, customUserDescription }) =>
    customUserDescription ?? alternatives(expectedIterationPaths.map((path) => path[0]!)),
};

function alternatives(types: readonly TokenType[]): string {
  const labels = [
    ...new Set(types.filter((type) => type !== signs.BinaryOperator).map((type) => tokenLabel(type))),
  ];
  return alternativesOf(labels);
}

/** `` `a`, `b` or `c` ``; five at most. */
export function alternativesOf(labels: readonly string[]): string {
  const shown =
    labels.length > MAX_ALTERNATIVES ? [...labels.slice(0, MAX_ALTERNATIVES - 1), 'something else'] : labels;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}
