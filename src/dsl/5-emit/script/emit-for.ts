import { startFold } from '../../../runtime/value/fold.ts';
import type { Fold } from '../../../runtime/value/fold.ts';
import { asArray, asRecord } from '../../../runtime/value/kind.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { Expression, ForCase, ForExpression, Name } from '../../3-ast/nodes.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';
import type { Evaluator, Frame } from '../evaluator.ts';
import type { Emission } from './emission.ts';
import { emitBody } from './emit-body.ts';
import { emitGuard, emitValue } from './emit-match.ts';
import { failAt } from './fail.ts';
import { Stop } from './statement.ts';
import type { ScriptFrame, Statement } from './statement.ts';

/** A `for` that has a value. */
export function emitFor(emission: Emission, loop: ForExpression): Evaluator {
  // Bodies that are values never stop.
  return looped<Frame>(emission, loop, (body) => emitValue(emission, body)) as Evaluator;
}

/** A `for` that is a statement: its cases may assign, emit and drop. */
export function emitForStatement(emission: Emission, loop: ForExpression): Statement {
  return looped<ScriptFrame>(emission, loop, (body) => emitBody(emission, body));
}

interface CompiledCase<F extends Frame> {
  /** Slots; -1 for `_`. */
  readonly key: number;
  readonly value: number;
  readonly guard: ((frame: Frame) => boolean) | null;
  readonly run: (frame: F) => Value | Stop;
  /** What gives the result, to be blamed when it cannot be put to the others. */
  readonly place: Span;
}

function looped<F extends Frame>(
  emission: Emission,
  loop: ForExpression,
  emitCaseBody: (body: readonly Expression[]) => (frame: F) => Value | Stop,
): (frame: F) => Value | Stop {
  const target = emission.expression(loop.target);
  const begin = emitFold(emission, loop);
  const step = emitStep(
    emission.source,
    loop.cases.map((each) => compileCase(emission, each, emitCaseBody)),
  );
  return (frame) => {
    const container = target(frame);
    const fold = begin(frame);
    const items = asArray(container);
    if (items !== undefined) {
      for (let i = 0; i < items.length && !fold.isDecided; i++) {
        const stop = step(frame, fold, i, items[i]!);
        if (stop !== undefined) return stop;
      }
      return fold.result;
    }
    const record = asRecord(container);
    if (record === undefined) return fold.result; // As in Tremor: there is nothing to go over.
    for (const [key, value] of record) {
      if (fold.isDecided) break;
      const stop = step(frame, fold, key, value);
      if (stop !== undefined) return stop;
    }
    return fold.result;
  };
}

function compileCase<F extends Frame>(
  emission: Emission,
  each: ForCase,
  emitCaseBody: (body: readonly Expression[]) => (frame: F) => Value | Stop,
): CompiledCase<F> {
  const { captures } = emission.tables;
  const slotOf = (name: Name | null) => (name === null ? -1 : (captures.get(name) ?? -1));
  return {
    key: slotOf(each.key),
    value: slotOf(each.value),
    guard: emitGuard(emission, each),
    run: emitCaseBody(each.body),
    place: each.body.at(-1)!.span,
  };
}

/** The first case that takes the element; when there is none, the element is left out. */
function emitStep<F extends Frame>(source: Source, cases: readonly CompiledCase<F>[]) {
  return (frame: F, fold: Fold, key: Value, value: Value): Stop | undefined => {
    for (let i = 0; i < cases.length; i++) {
      const each = cases[i]!;
      if (each.key >= 0) frame.locals[each.key] = key;
      if (each.value >= 0) frame.locals[each.value] = value;
      if (each.guard !== null && !each.guard(frame)) continue;
      const result = each.run(frame);
      if (result instanceof Stop) return result;
      try {
        fold.add(result);
      } catch (thrown) {
        return failAt(thrown, source, each.place);
      }
      return undefined;
    }
    return undefined;
  };
}

/** Without `into`, the results are a list. */
function emitFold(emission: Emission, { fold }: ForExpression): (frame: Frame) => Fold {
  if (fold === null) return () => startFold([], '+');
  const { source } = emission;
  const into = emission.expression(fold.into);
  const operator = fold.use?.operator ?? '+';
  const place = (fold.use ?? fold.into).span;
  return (frame) => {
    const init = into(frame);
    try {
      return startFold(init, operator);
    } catch (thrown) {
      return failAt(thrown, source, place);
    }
  };
}
