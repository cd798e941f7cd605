import type { Diagnostic } from '../dsl/diagnostics/diagnostic.ts';
import { EnvironmentError, FlowFailure } from '../runtime/errors.ts';
import { UsageError } from './exit.ts';

/** Prints what the compiler found, if anything; only then is loaded what that takes. */
export async function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  to: { readonly colour: boolean; print(text: string): void },
): Promise<void> {
  if (diagnostics.length === 0) return;
  const { render } = await import('../dsl/diagnostics/render.ts');
  to.print(render(diagnostics, { colour: to.colour }).trimEnd());
}

/** An error in the words of a person: what is wrong and, where it is known, what to do. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  const isKnown =
    error instanceof EnvironmentError ||
    error instanceof FlowFailure ||
    error instanceof UsageError ||
    error.name === 'Killed';
  // What nobody foresaw is our mistake: the stack is what its report needs.
  if (!isKnown) return `error: ${error.stack ?? error.message}`;
  const help = 'help' in error && typeof error.help === 'string' ? `\n  = help: ${error.help}` : '';
  return `error: ${error.message}${help}`;
}
