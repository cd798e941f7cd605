/** What a function cannot see. Tremor gives null there; here it is a mistake, because nobody means that. */
import type { Span } from '../../diagnostics/diagnostic.ts';
import type { Analysis, FunctionAtHand } from './analysis.ts';

/** Always false: it cannot be read or set. */
export function notInFunction(analysis: Analysis, what: string, span: Span): false {
  analysis.error({
    code: 'FR564',
    title: `${what} is not there in a function`,
    span,
    label: 'a function sees only its arguments and constants',
    help: [`hand over what the function needs: \`${analysis.fn?.definition.name.text ?? 'f'}(…)\``],
  });
  return false;
}

/** `args`: what a variadic function was given beyond its parameters. Says false, and reports it, in others. */
export function checkRest(analysis: Analysis, { definition }: FunctionAtHand, span: Span): boolean {
  if (definition.variadic) return true;
  const names = definition.params.map(({ text }) => text).concat('...');
  analysis.error({
    code: 'FR564',
    title: '`args` is not there in this function',
    span,
    label: 'only where the parameters end with `...`',
    help: [
      `for any number of arguments: \`fn ${definition.name.text}(${names.join(', ')})\``,
      'an argument of the script is handed over like all others',
    ],
  });
  return false;
}
