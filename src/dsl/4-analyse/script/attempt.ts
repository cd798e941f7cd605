import { asValueError } from '../../../runtime/value/value-error.ts';
import type { ValueProblem } from '../../../runtime/value/value-error.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import { PROBLEM_CODES, PROBLEM_HELP } from '../../diagnostics/problems.ts';
import type { Analysis } from './analysis.ts';

/**
 * What `compute` gives. A computation that has no result is reported at its place, which may depend on the problem,
 * and gives undefined.
 */
export function attempt<T>(
  analysis: Analysis,
  place: Span | ((problem: ValueProblem) => Span),
  compute: () => T,
): T | undefined {
  try {
    return compute();
  } catch (thrown) {
    const problem = asValueError(thrown);
    if (problem === undefined) throw thrown;
    analysis.error({
      code: PROBLEM_CODES[problem.problem].constant,
      title: problem.message,
      span: typeof place === 'function' ? place(problem.problem) : place,
      label: LABELS[problem.problem],
      help: [PROBLEM_HELP[problem.problem]],
    });
    return undefined;
  }
}

/** The title says what and why; the label only what the underlined text is in it. */
const LABELS: Readonly<Record<ValueProblem, string>> = {
  'operand-kind': 'never has a result',
  overflow: 'too large or too small',
  'zero-divisor': 'always 0',
  'shift-width': 'not a number of bits to shift by',
  'not-a-record': 'has no such field',
  'not-an-array': 'not an array',
  'no-such-key': 'no such field',
  'index-kind': 'cannot be used here',
  'range-start-kind': 'cannot be used here',
  'range-end-kind': 'cannot be used here',
  'index-bounds': 'out of bounds',
  'range-order': 'ends before it begins',
  'argument-kind': 'of the wrong kind',
  'function-failed': 'never has a result',
  'not-a-bool': 'neither true nor false',
  'too-long': 'never has a result',
  fold: 'cannot be put together',
  'field-exists': 'is there already',
  'field-missing': 'no such field',
  'field-not-a-record': 'not a record',
  'record-needed': 'not a record',
  'no-bits': 'cannot be written so',
};
