import type { Value } from '../../../runtime/value/value.ts';
import type { UserFunction } from '../../4-analyse/script/index.ts';
import type { Frame } from '../evaluator.ts';
import type { ScriptFrame, Statement } from './statement.ts';

/**
 * A function, ready to be called. It has one frame for all of its calls: it cannot call itself but by `recur`, which
 * starts it anew, and its arguments are computed before it starts.
 */
export interface CompiledFunction {
  readonly frame: ScriptFrame;
  readonly layout: Layout;
  readonly body: Statement;
}

/** Where the arguments of a function are: its parameters in the first slots, the others as a list in the next. */
export interface Layout {
  readonly params: number;
  readonly variadic: boolean;
}

export function layoutOf({ definition }: UserFunction): Layout {
  return { params: definition.params.length, variadic: definition.variadic };
}

/** Puts the arguments in their places, and everything else out. */
export function setArguments(frame: ScriptFrame, { params, variadic }: Layout, args: readonly Value[]): void {
  const { locals } = frame;
  for (let i = 0; i < params; i++) locals[i] = args[i];
  for (let i = params; i < locals.length; i++) locals[i] = undefined;
  if (variadic) locals[params] = args.slice(params);
  frame.owned.fill(null);
}

/** What is the same in a function as where it is called. */
export function setSurroundings(own: ScriptFrame, { ingestNs, origin }: Frame): void {
  own.ingestNs = ingestNs;
  own.origin = origin;
}
