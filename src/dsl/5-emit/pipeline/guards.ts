import { isStackOverflow } from '../../../runtime/errors.ts';
import { aKind, kindOf } from '../../../runtime/value/kind.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';
import { RuntimeError } from '../evaluator.ts';
import type { Frame } from '../evaluator.ts';
import type { Guard } from './graph.ts';

/** Is the condition met? Throws RuntimeError when it is neither true nor false. */
export function holds(guard: Guard, frame: Frame): boolean {
  const answer = guard.evaluate(frame);
  if (answer === true) return true;
  if (answer === false) return false;
  throw new RuntimeError(
    'FR833',
    `the condition after \`${guard.clause}\` must be a bool, found ${aKind(kindOf(answer))}`,
    guard.source,
    guard.span,
  );
}

/** Besides what expressions report, an event can bring about one thing: more nesting than the stack takes. */
export function asRuntimeError(
  thrown: unknown,
  { source, span }: { readonly source: Source; readonly span: Span },
): RuntimeError {
  if (thrown instanceof RuntimeError) return thrown;
  if (!isStackOverflow(thrown)) throw thrown;
  return new RuntimeError('FR844', 'the event is nested too deeply for this select', source, span);
}
