import type { Name } from '../../3-ast/nodes.ts';
import type { Analysis } from './analysis.ts';

/** Warns of a name that a `case` binds although something around it has this name. */
export function warnOfHidden(analysis: Analysis, { text, span }: Name): void {
  const binding = analysis.scope.lookUp(text);
  if (binding === undefined) return;
  const isConst = binding.kind === 'const';
  analysis.warning({
    code: 'FR762',
    title: `\`${text}\` hides ${isConst ? 'a constant' : 'a local'} of the same name`,
    span,
    label: 'in this case, another thing than around it',
    context:
      isConst && binding.library === null
        ? [analysis.label(binding.definition.name.span, 'defined here')]
        : [],
    help: ['give it another name'],
  });
}
