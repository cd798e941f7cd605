import type { Expression } from '../../3-ast/nodes.ts';

/** Are these the same, wherever they stand? Blanks, comments and how a number is written make no difference. */
export function isSameExpression(one: Expression, other: Expression): boolean {
  return isSameNode(one, other);
}

/** Where something stands. */
const PLACES: readonly string[] = ['span', 'operatorSpan'];

/** Of plain data: nodes, lists of nodes, and what they hold. */
function isSameNode(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) {
    return Object.is(one, other);
  }
  const fields = Object.entries(one);
  const others = other as Readonly<Record<string, unknown>>;
  return (
    fields.length === Object.keys(other).length &&
    fields.every(([name, value]) => PLACES.includes(name) || isSameNode(value, others[name]))
  );
}
