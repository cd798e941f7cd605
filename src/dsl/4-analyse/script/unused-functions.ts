import type { Analysis } from './analysis.ts';

/** Warns of the functions of a body that nothing in it calls. What could not be read may well call them. */
export function reportUnused(analysis: Analysis): void {
  if (!analysis.scope.isComplete) return;
  for (const { name } of analysis.scope.unusedFunctions) {
    analysis.warning({
      code: 'FR760',
      title: `the function \`${name.text}\` is never called`,
      span: name.span,
      label: 'not used',
    });
  }
}
