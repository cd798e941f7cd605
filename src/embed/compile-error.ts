import { render } from '../dsl/diagnostics/index.ts';
import type { Diagnostic, PhaseResult } from '../dsl/diagnostics/index.ts';

/** A text has mistakes. The message is what the command prints of them; the data is in `diagnostics`. */
export class CompileError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(render(diagnostics, { colour: false }).trimEnd());
    this.name = 'CompileError';
    this.diagnostics = diagnostics;
  }
}

/** What was compiled. Throws CompileError when there is nothing, for its mistakes. */
export function compiledOrThrow<T>({ value, diagnostics }: PhaseResult<T | null>): T {
  if (value === null) throw new CompileError(diagnostics);
  return value;
}
