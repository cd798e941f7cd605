import type { FunctionDefinition } from '../../../runtime/std/index.ts';
import type { CallExpression } from '../../3-ast/nodes.ts';
import { didYouMean } from '../../diagnostics/index.ts';
import { RuntimeError } from '../evaluator.ts';
import type { Evaluator } from '../evaluator.ts';
import type { Emission } from './emission.ts';

/** `env::var(name)`: stands in constants only, so what is missing becomes a diagnostic, and no event sees it. */
export function emitVariable(
  { source, variables }: Emission,
  call: CallExpression,
  run: NonNullable<FunctionDefinition['runWith']>,
  args: readonly Evaluator[],
): Evaluator {
  const reader = { read: (name: string) => variables.read(name) };
  return (frame) => {
    const values = args.map((argument) => argument(frame));
    const value = run(reader, ...values);
    if (value !== undefined) return value;
    // The function has taken it for a name.
    const name = values[0] as string;
    throw new RuntimeError('FR895', `the environment variable \`${name}\` is not set`, source, call.span, [
      didYouMean(name, variables.names) ??
        `set it before flowrun starts, or give a default: \`env::var("${name}", "…")\``,
    ]);
  };
}
