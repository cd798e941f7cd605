import type { Value } from '../../../runtime/value/value.ts';
import { describeValue } from '../../../runtime/value/text.ts';
import type { Expression, MatchCase, MatchExpression } from '../../3-ast/nodes.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';
import { RuntimeError } from '../evaluator.ts';
import type { Evaluator, Frame } from '../evaluator.ts';
import type { Emission } from './emission.ts';
import { emitTest } from './emit-pattern.ts';
import type { Test } from './emit-pattern.ts';
import type { ScriptFrame, Statement, Stop } from './statement.ts';
import { emitBody } from './emit-body.ts';

/** A `match` that has a value. */
export function emitMatch(emission: Emission, match: MatchExpression): Evaluator {
  return matcher<Frame, Value>(emission, match, (body) => emitValue(emission, body));
}

/** A `match` that is a statement: its cases may assign, emit and drop. */
export function emitMatchStatement(emission: Emission, match: MatchExpression): Statement {
  return matcher<ScriptFrame, Value | Stop>(emission, match, (body) => emitBody(emission, body));
}

/** Of several expressions in a case only the last one gives the value; the others can only fail. */
export function emitValue(emission: Emission, body: readonly Expression[]): Evaluator {
  const parts = body.map((expression) => emission.expression(expression));
  const last = parts.pop()!;
  if (parts.length === 0) return last;
  return (frame) => {
    for (let i = 0; i < parts.length; i++) parts[i]!(frame);
    return last(frame);
  };
}

interface CompiledCase<F extends Frame, R> {
  readonly test: Test;
  readonly guard: ((frame: Frame) => boolean) | null;
  readonly run: (frame: F) => R;
}

/** Tries the cases in order. */
function matcher<F extends Frame, R>(
  emission: Emission,
  match: MatchExpression,
  emitCaseBody: (body: readonly Expression[]) => (frame: F) => R,
): (frame: F) => R {
  const target = emission.expression(match.target);
  const cases = match.cases.map((each): CompiledCase<F, R> => ({
    test: emitTest(emission, each.pattern),
    guard: emitGuard(emission, each),
    run: emitCaseBody(each.body),
  }));
  const { source } = emission;
  return (frame) => {
    const value = target(frame);
    for (let i = 0; i < cases.length; i++) {
      const each = cases[i]!;
      if (each.test(value, frame) && (each.guard === null || each.guard(frame))) return each.run(frame);
    }
    return noCase(source, match.span, value);
  };
}

function noCase(source: Source, span: Span, value: Value): never {
  throw new RuntimeError('FR842', `no case matches ${describeValue(value)}`, source, span);
}

export function emitGuard(
  emission: Emission,
  { guard }: Pick<MatchCase, 'guard'>,
): ((frame: Frame) => boolean) | null {
  return guard === null ? null : emitCondition(emission, guard, 'a guard');
}

/** An expression that decides something: true or false, and an error otherwise. */
export function emitCondition(
  emission: Emission,
  expression: Expression,
  what: string,
): (frame: Frame) => boolean {
  const condition = emission.expression(expression);
  const { source } = emission;
  return (frame) => {
    const value = condition(frame);
    if (typeof value === 'boolean') return value;
    const title = `${what} is true or false, not ${describeValue(value)}`;
    throw new RuntimeError('FR833', title, source, expression.span);
  };
}
