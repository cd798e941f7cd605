import { asArray } from '../../../runtime/value/kind.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { MatchCase, Pattern } from '../../3-ast/nodes.ts';
import type { UserFunction } from '../../4-analyse/script/index.ts';
import { bug } from '../../../runtime/errors.ts';
import { layoutOf } from './compiled-function.ts';
import type { CompiledFunction, Layout } from './compiled-function.ts';
import { emitBody } from './emit-body.ts';
import { emitGuard } from './emit-match.ts';
import { emitCapture, emitTest } from './emit-pattern.ts';
import type { Test } from './emit-pattern.ts';
import type { Emission } from './emission.ts';
import { createFrame } from './statement.ts';
import type { ScriptFrame, Statement } from './statement.ts';

/** Builds a function; `emission` is its own. */
export function emitFunction(emission: Emission, fn: UserFunction): CompiledFunction {
  const { body } = fn.definition;
  const layout = layoutOf(fn);
  const run = body.kind === 'with' ? emitBody(emission, body.body) : emitCases(emission, body.cases, layout);
  return { frame: createFrame(fn.slots, null), layout, body: run };
}

/** Tries the cases in order; the last one takes everything. */
function emitCases(emission: Emission, cases: readonly MatchCase[], layout: Layout): Statement {
  const compiled = cases.map((each) => emitCase(emission, each, layout));
  return (frame) => {
    for (let i = 0; i < compiled.length; i++) {
      const { test, guard, found, run } = compiled[i]!;
      if (!test(frame) || (guard !== null && !guard(frame))) continue;
      for (let j = 0; j < found.length; j++) frame.locals[found[j]!.slot] = found[j]!.value;
      return run(frame);
    }
    return bug('a function without a last `case _` went through analysis');
  };
}

interface CompiledCase {
  readonly test: ArgumentsTest;
  readonly guard: ((frame: ScriptFrame) => boolean) | null;
  /** What the test has found. The guard still sees the arguments, the body sees this in their place. */
  readonly found: readonly Found[];
  readonly run: Statement;
}

/** The result of a pattern, for the slot of its argument. There is one for all calls: a function is active only once. */
interface Found {
  readonly slot: number;
  value: Value;
}

function emitCase(emission: Emission, each: MatchCase, layout: Layout): CompiledCase {
  const found: Found[] = [];
  return {
    test: emitArguments(emission, each.pattern, layout, found),
    guard: emitGuard(emission, each),
    found,
    run: emitBody(emission, each.body),
  };
}

type ArgumentsTest = (frame: ScriptFrame) => boolean;

/** Each pattern on the argument in its place. No list of the arguments is made for it. */
function emitArguments(
  emission: Emission,
  pattern: Pattern,
  { params, variadic }: Layout,
  found: Found[],
): ArgumentsTest {
  if (pattern.kind === 'any-pattern') return () => true;
  if (pattern.kind !== 'tuple-pattern') return bug('a case of a function that is no tuple');
  const tests = pattern.items.map((item, index) =>
    index < params && findsSomething(item)
      ? emitFinding(emission, item, index, found)
      : emitTest(emission, item),
  );
  const named = Math.min(tests.length, params);
  const testNamed: ArgumentsTest = (frame) => {
    for (let i = 0; i < named; i++) if (!tests[i]!(frame.locals[i]!, frame)) return false;
    return true;
  };
  if (!variadic) return testNamed;
  const others = tests.slice(named);
  return (frame) => {
    const rest: readonly Value[] = asArray(frame.locals[params]!) ?? [];
    const hasLength = pattern.open ? rest.length >= others.length : rest.length === others.length;
    return hasLength && testNamed(frame) && others.every((test, index) => test(rest[index]!, frame));
  };
}

/** Patterns with a result that is not what they match. `name = …` gives it a name instead. */
function findsSomething({ kind }: Pattern): boolean {
  return (
    kind === 'extractor-pattern' ||
    kind === 'record-pattern' ||
    kind === 'array-pattern' ||
    kind === 'tuple-pattern'
  );
}

function emitFinding(emission: Emission, pattern: Pattern, slot: number, found: Found[]): Test {
  const capture = emitCapture(emission, pattern);
  const result: Found = { slot, value: null };
  found.push(result);
  return (value, frame) => {
    const captured = capture(value, frame);
    if (captured === undefined) return false;
    result.value = captured;
    return true;
  };
}
