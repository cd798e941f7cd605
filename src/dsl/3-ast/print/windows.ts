import { assertNever } from '../../../runtime/errors.ts';
import type * as ast from '../nodes.ts';
import { printExpression } from './expressions.ts';
import { indent } from './layout.ts';
import { printName } from './names.ts';
import { printSteps } from './steps.ts';
import { printUse } from './uses.ts';

/** A definition of a window, up to and with its one `end`. */
export function printWindow(window: ast.WindowDefinition, depth: number): string {
  const settings = window.settings.map(
    ({ name, value }) => `${indent(depth + 1)}${printName(name)} = ${printExpression(value, depth + 1)}`,
  );
  const parts = [`define window ${printName(window.name)} from ${window.type.kind}`];
  if (settings.length > 0) parts.push(` with\n${settings.join(',\n')}`);
  if (window.state !== null) parts.push(`\n${indent(depth)}state ${printExpression(window.state, depth)}`);
  // They are there for all bodies: the first one takes them.
  let uses = window.uses.map((use) => `\n${indent(depth + 1)}${printUse(use)};`).join('');
  const body = (opener: string, steps: readonly ast.Expression[]) => {
    const inside = `${steps.length === 0 ? '' : '\n'}${printSteps(steps, depth + 1)}`;
    parts.push(`\n${indent(depth)}${opener}${uses}${inside}`);
    uses = '';
  };
  for (const handler of window.handlers) body(`script from ${printName(handler.port)}`, handler.body);
  if (window.body !== null) body('script', window.body);
  return `${parts.join('')}\n${indent(depth)}end`;
}

export function printGroupBy(groupBy: ast.GroupBy, depth: number): string {
  switch (groupBy.kind) {
    case 'group-value':
      return printExpression(groupBy.value, depth);
    case 'group-set':
      return `set(${groupBy.items.map((item) => printGroupBy(item, depth)).join(', ')})`;
    case 'group-each':
      return `each(${printExpression(groupBy.value, depth)})`;
    default:
      return assertNever(groupBy);
  }
}
