import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Scope } from './scope.ts';

/** "unknown argument". */
const UNKNOWN_ARGUMENT = 'FR509';

/**
 * `args` means the arguments of the innermost definition; those around it do not come in by themselves. Where one of
 * them has the argument that is missing, its diagnostic says how to hand it on. `around` is what the definition
 * stands in.
 */
export function explainOuterArguments(
  diagnostics: readonly Diagnostic[],
  around: Scope | null,
): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    if (diagnostic.code !== UNKNOWN_ARGUMENT) return diagnostic;
    const { source, span } = diagnostic.primary;
    const help = adviceFor(source.text.slice(span.start, span.end), around);
    return help === undefined ? diagnostic : { ...diagnostic, help: [help] };
  });
}

function adviceFor(name: string, around: Scope | null): string | undefined {
  for (let scope = around; scope !== null; scope = scope.parent) {
    const { owner } = scope;
    if (owner.kind === 'file' || !scope.params.some((param) => param.name.text === name)) continue;
    const what = owner.kind === 'define-flow' ? 'flow' : 'pipeline';
    return (
      `${what} \`${owner.name.text}\` has it: declare \`args ${name}\` here, too, ` +
      `and hand it on with \`create … with ${name} = args.${name} end\``
    );
  }
  return undefined;
}
