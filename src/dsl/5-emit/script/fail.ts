import { CodecError } from '../../../runtime/errors.ts';
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
  const problem = problemOf(thrown);
  if (problem === undefined) throw thrown;
  const span = typeof place === 'function' ? place(problem) : place;
  throw new RuntimeError(PROBLEM_CODES[problem].event, (thrown as Error).message, source, span);
}

function problemOf(thrown: unknown): ValueProblem | undefined {
  if (thrown instanceof ValueError) return thrown.problem;
  // A value that has no JSON text, because it is nested too deeply.
  return thrown instanceof CodecError ? 'function-failed' : undefined;
}
