import type { ConstDefinition } from '../../3-ast/nodes.ts';
import type { Analysis, Place } from './analysis.ts';
import { checkStatement } from './statements.ts';

/** `const NAME = value`: known from here on, before the flow runs. */
export function visitConst(analysis: Analysis, definition: ConstDefinition, place: Place): void {
  const isStatement = checkStatement(analysis, definition.span, '`const`', place);
  analysis.constantFloor = analysis.scope.slots;
  analysis.visit(definition.value, 'constant');
  analysis.constantFloor = 0;
  if (!isStatement) return;
  const { name } = definition;
  const earlier = analysis.scope.defineConst(definition);
  if (earlier !== undefined) {
    analysis.error({
      code: 'FR510',
      title: `the constant \`${name.text}\` is defined twice`,
      span: name.span,
      label: 'defined again',
      context: [analysis.label(earlier.name.span, 'first defined here')],
      help: ['a constant never changes; a local does: `let`'],
    });
  }
  const upper = name.text.toUpperCase();
  if (name.text === upper) return;
  analysis.warning({
    code: 'FR753',
    title: `the constant \`${name.text}\` is not in upper case`,
    span: name.span,
    label: 'reads like a local',
    help: [`call it \`${upper}\``],
  });
}
