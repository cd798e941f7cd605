import { CodecError } from '../../../runtime/errors.ts';
import { ValueError, asValueError } from '../../../runtime/value/value-error.ts';
import type { ValueProblem } from '../../../runtime/value/value-error.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';
import { PROBLEM_CODES, PROBLEM_HELP } from '../../diagnostics/problems.ts';
import { RuntimeError } from '../evaluator.ts';

/** Rethrows what an operation threw, with the place in the script that is to blame. */
export function failAt(
  thrown: unknown,
  source: Source,
  place: Span | ((problem: ValueProblem) => Span),
): never {
  const error = valueErrorOf(thrown);
  if (error === undefined) throw thrown;
  const span = typeof place === 'function' ? place(error.problem) : place;
  const help = PROBLEM_HELP[error.problem];
  const code = PROBLEM_CODES[error.problem].event;
  throw new RuntimeError(code, error.message, source, span, help === undefined ? [] : [help]);
}

function valueErrorOf(thrown: unknown): ValueError | undefined {
  // A value that has no JSON text, because it is nested too deeply.
  if (thrown instanceof CodecError) return new ValueError('function-failed', thrown.message);
  return asValueError(thrown);
}
