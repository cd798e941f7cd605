import { ValueError } from '../../../runtime/value/value-error.ts';
import type { ValueProblem } from '../../../runtime/value/value-error.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';
import { PROBLEM_CODES } from '../../diagnostics/problems.ts';
import { RuntimeError } from '../evaluator.ts';

/** Rethrows what an operation threw, with the place in the script that is to blame. */
export function failAt(
  thrown: unknown,
  source: Source,
  place: Span | ((problem: ValueProblem) => Span),
): never {
  if (!(thrown instanceof ValueError)) throw thrown;
  const span = typeof place === 'function' ? place(thrown.problem) : place;
  throw new RuntimeError(PROBLEM_CODES[thrown.problem].event, thrown.message, source, span);
}
