import { tokenLabel } from 'chevrotain';
import type { IParserErrorMessageProvider, TokenType } from 'chevrotain';
import { BinaryOperator } from '../1-lex/punctuation.ts';

const MAX_ALTERNATIVES = 5;

/** Says what was expected, in the user's words; what was found instead is added from the token. */
export const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => tokenLabel(expected),
  buildNotAllInputParsedMessage: () => 'the end of the file',
  buildNoViableAltMessage: ({ expectedPathsPerAlt, customUserDescription }) =>
    customUserDescription ?? alternatives(expectedPathsPerAlt.flat().map((path) => path[0]!)),
  buildEarlyExitMessage: ({ expectedIterationPaths, customUserDescription }) =>
    customUserDescription ?? alternatives(expectedIterationPaths.map((path) => path[0]!)),
};

function alternatives(types: readonly TokenType[]): string {
  const labels = [
    ...new Set(types.filter((type) => type !== BinaryOperator).map((type) => tokenLabel(type))),
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
